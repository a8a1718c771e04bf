import { describe, expect, test } from "vitest";
import {
  databaseName,
  databaseTroubles,
  type JudgedDatabases,
  lastStretch,
} from "./database-troubles.ts";

const KEY = { namespace: "", service: "orders", environment: "production" };
const NONE: JudgedDatabases = { groups: [], pools: [], replicas: [], nPlusOnes: [] };
const at = (minute: number) => `2026-11-24T12:${String(minute).padStart(2, "0")}:00.000Z`;

const judge = (told: Partial<JudgedDatabases>) => databaseTroubles({ ...NONE, ...told });

const group = (errorCount: number | null, errorRatio: number | null, deadlocks = 0) => ({
  key: { ...KEY, system: "postgresql", databaseNamespace: "shop" },
  totals: { errorCount, errorRatio, deadlocks },
});
const pool = (pending: (number | null)[], utilization: number | null = null, timeouts = 0) => ({
  key: { ...KEY, pool: "main" },
  totals: { timeouts },
  points: pending.map((mostPending, i) => ({ at: at(i), mostPending, utilization })),
});
const replica = (lags: (number | null)[]) => ({
  key: { ...KEY, system: "postgresql", node: "replica-1" },
  points: lags.map((mostLagMs, i) => ({ at: at(i), mostLagMs })),
});

describe("the last stretch above a limit", () => {
  const stretch = (values: (number | null)[]) =>
    lastStretch(
      values.map((value, i) => ({ at: at(i), value })),
      ({ value }) => value,
      10,
    );

  test.each<[string, (number | null)[], object | null]>([
    ["none", [1, 10, null], null],
    ["one that lasts", [1, 11, 20], { at: at(1), until: null, most: 20, last: 2 }],
    ["one that is over", [11, 20, 5], { at: at(0), until: at(2), most: 20, last: 1 }],
    ["the last of two", [30, 5, 12], { at: at(2), until: null, most: 12, last: 2 }],
    ["over gaps", [11, null, 12, null], { at: at(0), until: null, most: 12, last: 2 }],
  ])("%s", (_, values, found) => {
    expect(stretch(values)).toEqual(found);
  });
});

test.each([
  [4, 0.5, null],
  [5, 0.0099, null],
  [5, 0.01, "warning"],
  [50, 0.1, "critical"],
  [null, null, null],
])("%s errors, a share of %s: %s", (count, ratio, status) => {
  expect(judge({ groups: [group(count, ratio)] })[0]?.status ?? null).toBe(status);
});

test.each<[string, ReturnType<typeof pool>, string | null]>([
  ["nobody waits", pool([0, 0]), null],
  ["one waits for a moment", pool([0, 1, 0]), null],
  ["two wait at a time", pool([0, 2, 0]), "warning"],
  ["they wait, and the pool is full now", pool([0, 7], 1), "critical"],
  ["they waited while it was full", pool([7, 0], 1), "warning"],
  ["some got no connection", pool([7, 0], null, 2), "critical"],
])("a pool for which %s", (_, told, status) => {
  expect(judge({ pools: [told] })[0]?.status ?? null).toBe(status);
});

test.each<[string, (number | null)[], string | null]>([
  ["follows", [0, 900, 1_000], null],
  ["is behind", [0, 1_001], "warning"],
  ["is far behind", [0, 60_000], "critical"],
  ["was far behind", [60_000, 0], "warning"],
  ["is not heard", [null, null], null],
])("a replica that %s", (_, lags, status) => {
  expect(judge({ replicas: [replica(lags)] })[0]?.status ?? null).toBe(status);
});

test("the worst comes first; since when and how much is told", () => {
  const found = judge({
    groups: [group(0, 0, 2)],
    pools: [pool([0, 4, 9])],
    replicas: [replica([0, 70_000])],
    nPlusOnes: [
      {
        key: { ...KEY, system: "postgresql", route: "/orders", statement: "SELECT ?" },
        ...{ occurrences: 3, queriesPerOccurrence: 20, lostMs: 570, firstAt: at(4) },
        exemplarTraceId: null,
      },
    ],
  });
  expect(found.map(({ kind, status }) => [kind, status])).toEqual([
    ["lag", "critical"],
    ["waits", "warning"],
    ["deadlocks", "warning"],
    ["n-plus-one", "warning"],
  ]);
  expect(found[0]).toMatchObject({ key: KEY, name: "replica-1", lagMs: 70_000, at: at(1) });
  expect(found[1]).toMatchObject({ name: "main", waiting: 9, at: at(1), until: null });
  expect(found[3]).toMatchObject({ name: "/orders", queries: 20, lostMs: 570, at: at(4) });
});

test("a database is called by its system and its name", () => {
  expect(databaseName({ system: "postgresql", databaseNamespace: "shop" })).toBe("postgresql/shop");
  expect(databaseName({ system: "", databaseNamespace: "" })).toBe("database");
});
