import { describe, expect, test } from "vitest";
import { findNPlusOne, type QuerySpan, similarityOf } from "./n-plus-one.ts";

const BASE_MS = 1_764_000_000_000;

type Given = { count: number; ms: number; gapMs?: number; similar?: string; parent?: string };

const queries = ({ count, ms, gapMs = 1, similar = "a", parent = "p" }: Given): QuerySpan[] =>
  Array.from({ length: count }, (_, i) => ({
    spanId: `${parent}${similar}${i}`,
    parentSpanId: parent,
    similar,
    startMs: BASE_MS + i * (ms + gapMs),
    endMs: BASE_MS + i * (ms + gapMs) + ms,
  }));

describe("an N+1", () => {
  test("is six similar queries, one after another, of more than 50 ms together", () => {
    // 6 × 9 ms = 54 ms; all but one of them, 45 ms, are lost.
    expect(findNPlusOne(queries({ count: 6, ms: 9 }))).toEqual([
      {
        parentSpanId: "p",
        similar: "a",
        spanIds: ["pa0", "pa1", "pa2", "pa3", "pa4", "pa5"],
        totalMs: 54,
        lostMs: 45,
      },
    ]);
  });

  test("is found in any order of spans, and between queries of another kind", () => {
    const mixed = [
      ...queries({ count: 6, ms: 9, gapMs: 20 }),
      ...queries({ count: 6, ms: 10, gapMs: 20, similar: "b" }),
    ].reverse();
    const found = findNPlusOne(mixed);
    expect(found.map(({ similar }) => similar).sort()).toEqual(["a", "b"]);
  });

  test("survives starts that an SDK rounded to the millisecond", () => {
    const rounded = queries({ count: 20, ms: 5.7, gapMs: 0.1 }).map((span) => {
      const startMs = Math.floor(span.startMs);
      return { ...span, startMs, endMs: startMs + 5.7 };
    });
    expect(findNPlusOne(rounded)[0]?.spanIds).toHaveLength(20);
  });

  test("may have other limits", () => {
    const few = queries({ count: 3, ms: 4 });
    expect(findNPlusOne(few, { queries: 2, totalMs: 10 })).toHaveLength(1);
  });
});

describe("no N+1", () => {
  test.each<[string, QuerySpan[]]>([
    ["exactly five", queries({ count: 5, ms: 20 })],
    ["49 ms together", queries({ count: 7, ms: 7 })],
    ["exactly 50 ms together", queries({ count: 10, ms: 5 })],
    ["in parallel", queries({ count: 10, ms: 20, gapMs: -20 })],
    ["overlapping by half", queries({ count: 10, ms: 20, gapMs: -10 })],
    ["sixty short ones at once", queries({ count: 60, ms: 0.9, gapMs: -0.9 })],
    [
      "different statements",
      ["a", "b", "c", "d", "e", "f"].flatMap((similar, i) =>
        queries({ count: 1, ms: 20, similar }).map((span) => ({
          ...span,
          startMs: span.startMs + i * 25,
          endMs: span.endMs + i * 25,
        })),
      ),
    ],
    [
      "three under each of two parents",
      [...queries({ count: 3, ms: 20 }), ...queries({ count: 3, ms: 20, parent: "q" })],
    ],
  ])("%s", (_, spans) => {
    expect(findNPlusOne(spans)).toEqual([]);
  });
});

test("queries without a text are similar by name and collection", () => {
  const query = { system: "mongodb", database: "shop", statement: "", name: "find" };
  const users = similarityOf({ ...query, collection: "users" });
  expect(similarityOf({ ...query, collection: "users" })).toBe(users);
  expect(similarityOf({ ...query, collection: "orders" })).not.toBe(users);
  expect(similarityOf({ ...query, collection: "users", name: "insert" })).not.toBe(users);
});
