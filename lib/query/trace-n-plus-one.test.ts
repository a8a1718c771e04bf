import { describe, expect, test } from "vitest";
import type { TraceSpan } from "@/lib/contract/traces.ts";
import { findTraceNPlusOnes } from "./trace-n-plus-one.ts";

type Given = { id: string; parent: string; fromMs: number; ms: number } & Partial<TraceSpan>;

const span = ({ id, parent, fromMs, ms, ...more }: Given): TraceSpan => ({
  ...{ spanId: id, parentSpanId: parent, name: "pg.query:SELECT shop", kind: "client" },
  ...{ service: "orders", namespace: "", environment: "", scope: "" },
  ...{ at: "2026-11-24T12:00:00.000Z", offsetNs: fromMs * 1e6, durationMs: ms },
  ...{ status: "unset", statusMessage: "", error: false },
  ...{ attributes: {}, resource: {}, events: [], links: [] },
  ...more,
});

const select = (i: number, sql = `SELECT * FROM items WHERE id = ${i}`) => ({
  "db.system.name": "postgresql",
  "db.query.text": sql,
});

/** Queries of 10 ms, one after another, 2 ms apart. */
const row = (count: number, more: (i: number) => Partial<Given> = () => ({})): TraceSpan[] =>
  Array.from({ length: count }, (_, i) =>
    span({
      ...{ id: `q${i}`, parent: "request", fromMs: i * 12, ms: 10, attributes: select(i) },
      ...more(i),
    }),
  );

test("six queries that differ in their values alone", () => {
  const found = findTraceNPlusOnes(row(6));
  expect(found).toEqual([
    {
      parentSpanId: "request",
      spanIds: ["q0", "q1", "q2", "q3", "q4", "q5"],
      statement: "SELECT * FROM items WHERE id = ?",
      totalMs: expect.closeTo(60, 6),
      lostMs: expect.closeTo(50, 6),
    },
  ]);
});

test("a driver's spans below those of Prisma or of a router are the same queries", () => {
  const drivers = row(6, (i) => ({ id: `d${i}`, parent: `q${i}` }));
  const prisma = row(6, () => ({ name: "prisma:client:db_query" }));
  const routed = row(6, (i) => ({
    name: "SELECT replica-1",
    attributes: { ...select(i), "db.datasource": i % 2 === 0 ? "replica" : "writer" },
  }));
  for (const queries of [prisma, routed]) {
    const [found, ...others] = findTraceNPlusOnes([...queries, ...drivers]);
    expect(others).toEqual([]);
    expect(found?.spanIds).toHaveLength(6);
    expect(found?.spanIds[0]).toBe("q0");
  }
});

test("connections taken from the pool between the queries do not hide it", () => {
  const connects = row(6, (i) => ({
    id: `c${i}`,
    name: "pg-pool.connect",
    fromMs: i * 12 - 1,
    ms: 1,
  }));
  expect(findTraceNPlusOnes([...connects, ...row(6)])).toHaveLength(1);
});

test("without a text, queries are alike by name and collection", () => {
  const find = (collection: string) => ({
    "db.system.name": "mongodb",
    "db.collection.name": collection,
  });
  const alike = row(6, () => ({ name: "find", attributes: find("users") }));
  const mixed = row(6, (i) => ({ name: "find", attributes: find(`users${i}`) }));
  expect(findTraceNPlusOnes(alike)[0]?.statement).toBe("find");
  expect(findTraceNPlusOnes(mixed)).toEqual([]);
});

describe("no N+1", () => {
  test.each<[string, TraceSpan[]]>([
    ["five queries", row(5)],
    ["six of 8 ms: 48 ms together", row(6, () => ({ ms: 8 }))],
    ["six at once", row(6, () => ({ fromMs: 0, ms: 60 }))],
    ["under two parents", row(6, (i) => ({ parent: i < 3 ? "a" : "b" }))],
    ["different statements", row(6, (i) => ({ attributes: select(i, `SELECT c${i} FROM t`) }))],
    ["no queries of a database", row(6, () => ({ attributes: {}, name: "GET" }))],
  ])("%s", (_, spans) => {
    expect(findTraceNPlusOnes(spans)).toEqual([]);
  });
});
