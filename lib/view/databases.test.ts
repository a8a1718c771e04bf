import { describe, expect, test } from "vitest";
import type { DatabaseFigures, DatabasesResponse } from "@/lib/contract/databases.ts";
import { databaseFigures, databaseTracks } from "./database-charts.ts";
import { toNodeRows, toPoolRows } from "./database-details.ts";
import { nPlusOneHref } from "./database-words.ts";
import { databasesCondition, toDatabaseRows } from "./databases.ts";
import { joined } from "./format.ts";
import { plainText } from "./sentence.ts";

const KEY = { namespace: "", service: "orders", environment: "production" };
const at = (minute: number) => `2026-11-24T14:${String(minute).padStart(2, "0")}:00.000Z`;

const NOTHING: DatabaseFigures = {
  ...{ operationCount: null, errorCount: null, errorRatio: null, throughputPerSecond: null },
  ...{ totalMs: null, meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null },
  ...{
    perRequest: null,
    rowsPerOperation: null,
    backends: null,
    backendLimit: null,
    commits: null,
    rollbacks: null,
  },
  ...{ deadlocks: null, sizeBytes: null },
};
const group = (databaseNamespace: string, totals: Partial<DatabaseFigures>) => ({
  key: { ...KEY, system: "postgresql", databaseNamespace },
  source: "spans" as const,
  totals: { ...NOTHING, ...totals },
  points: [0, 1, 2].map((i) => ({ at: at(i), ...NOTHING, p95Ms: totals.p95Ms ?? null })),
});
const replica = (node: string, role: "primary" | "replica", lags: (number | null)[]) => {
  const figures = {
    ...{ reads: 10, readShare: 0.5, readP50Ms: 2, readP95Ms: role === "primary" ? 10 : 12 },
    ...{ errorCount: 0, lagMs: lags.at(-1) ?? null, lagBytes: null },
  };
  return {
    key: { ...KEY, system: "postgresql", role, node },
    totals: {
      ...figures,
      mostLagMs: lags.reduce<number | null>((a, b) => Math.max(a ?? 0, b ?? 0), null),
    },
    points: lags.map((lagMs, i) => ({ at: at(i), ...figures, lagMs, mostLagMs: lagMs })),
  };
};
const pool = (name: string, pending: number[]) => {
  const figures = {
    ...{ used: 5, idle: 1, max: 10, utilization: 0.5, timeouts: null },
    ...{ waitMeanMs: null, waitP95Ms: null, useP95Ms: null },
  };
  return {
    key: { ...KEY, pool: name },
    totals: { ...figures, pending: pending.at(-1) ?? 0, mostPending: Math.max(...pending) },
    points: pending.map((value, i) => ({
      at: at(i),
      ...figures,
      pending: value,
      mostPending: value,
    })),
  };
};
const nPlusOne = {
  key: { ...KEY, system: "postgresql", route: "/orders/{id}", statement: "SELECT ?" },
  ...{ occurrences: 10, queries: 200, queriesPerOccurrence: 20, lostMs: 1_900 },
  ...{ firstAt: at(1), lastAt: at(2), exemplarTraceId: "ab".repeat(16) },
};

const answer = (told: Partial<DatabasesResponse>): DatabasesResponse => ({
  ...{
    from: at(0),
    to: at(3),
    stepSeconds: 60,
    groups: [],
    pools: [],
    replicas: [],
    nPlusOnes: [],
  },
  ...told,
});
const QUIET = { operationCount: 100, errorCount: 0, errorRatio: 0, p95Ms: 10, totalMs: 500 };

const said = (told: Partial<DatabasesResponse>) => {
  const options = { zone: "UTC", hrefOf: () => "/there" };
  const { status, parts } = databasesCondition(answer(told), options);
  return [status, plainText(parts).replaceAll("\u00a0", " ").trim()];
};

describe("the sentence", () => {
  test("names the worst first, since when, and how much", () => {
    expect(
      said({
        groups: [group("shop", QUIET)],
        replicas: [replica("replica-1", "replica", [0, 45_000, 65_000])],
        pools: [pool("main", [0, 7, 0])],
        nPlusOnes: [nPlusOne],
      }),
    ).toEqual([
      "critical",
      "Replica replica-1 of orders is up to 65.0 s behind its primary since 14:01. " +
        "Pool main of orders was short of connections 14:01 to 14:02, 7 waiting. " +
        "N+1: /orders/{id} of orders repeats a query 20 times, 190 ms lost each.",
    ]);
  });

  test("counts what it does not say", () => {
    const failing = ["a", "b", "c", "d", "e"].map((name) =>
      group(name, { ...QUIET, errorCount: 50, errorRatio: 0.5 }),
    );
    expect(said({ groups: failing })[1]).toMatch(
      /^postgresql\/a of orders fails 50\.0 % of its operations\. .* And 2 more\.$/,
    );
  });

  test("says that all is well, or that nothing is known", () => {
    expect(said({ groups: [group("shop", { ...QUIET, throughputPerSecond: 2 })] })).toEqual([
      "ok",
      "1 database answers without trouble. 2.00 /s operations from 1 service.",
    ]);
    expect(said({})).toEqual(["unknown", "No database was asked."]);
  });
});

describe("rows", () => {
  test("trouble first, then by the time that operations took", () => {
    const rows = toDatabaseRows(
      answer({
        groups: [
          group("quick", { ...QUIET, totalMs: 10 }),
          group("slow", { ...QUIET, totalMs: 900 }),
          group("failing", { ...QUIET, errorCount: 20, errorRatio: 0.2 }),
          group("silent", {}),
        ],
      }),
    );
    expect(rows.map(({ name, status }) => [name, status])).toEqual([
      ["postgresql/failing", "critical"],
      ["postgresql/silent", "unknown"],
      ["postgresql/slow", "ok"],
      ["postgresql/quick", "ok"],
    ]);
  });

  test("a database has the troubles of its pools, replicas and queries", () => {
    const [row] = toDatabaseRows(
      answer({
        groups: [group("shop", QUIET)],
        pools: [pool("main", [3, 3, 3])],
        nPlusOnes: [nPlusOne],
      }),
    );
    expect(row?.status).toBe("warning");
    expect(row?.troubles.map(({ kind }) => kind)).toEqual(["waits", "n-plus-one"]);
  });

  test("a replica is compared with its primary, and pools that wait stand first", () => {
    const [primary, follower] = toNodeRows([
      replica("primary", "primary", [null]),
      replica("replica-1", "replica", [2_000]),
    ]);
    expect(primary?.slowerThanPrimary).toBeNull();
    expect(follower?.slowerThanPrimary).toBeCloseTo(0.2, 9);
    expect(follower?.status).toBe("warning");
    const pools = toPoolRows([pool("calm", [0, 0]), pool("short", [4, 4])]);
    expect(pools.map(({ key }) => key.pool)).toEqual(["short", "calm"]);
  });
});

test("figures: the worst of each kind, and unknown is no zero", () => {
  const told = answer({
    groups: [group("shop", QUIET), group("rare", { ...QUIET, operationCount: 0.5, p95Ms: 900 })],
    replicas: [replica("primary", "primary", [null]), replica("r1", "replica", [0, 2_500, 0])],
    nPlusOnes: [nPlusOne],
  });
  const figures = databaseFigures(told, toDatabaseRows(told), "hour before");
  const text = (id: string) => {
    const found = figures.find((figure) => figure.id === id);
    return found && [joined(found.value).replaceAll("\u00a0", " "), found.status];
  };
  // The database that was hardly asked does not stand for all.
  expect(text("p95")).toEqual(["10.0 ms", "ok"]);
  expect(text("waits")).toEqual(["–", "ok"]);
  expect(text("lag")).toEqual(["2,500 ms", "warning"]);
  expect(text("n-plus-one")).toEqual(["1,900 ms", "warning"]);
});

test("lag and waits have charts only where there is any; the lag's limit is drawn", () => {
  const ids = (told: Partial<DatabasesResponse>) => {
    const all = answer(told);
    return databaseTracks(all, toDatabaseRows(all), Date.parse(at(3))).tracks;
  };
  const groups = [group("shop", QUIET)];
  expect(ids({ groups, pools: [pool("main", [0, 0, 0])] }).map(({ id }) => id)).toEqual([
    ...["rate", "p95", "errors"],
  ]);
  const tracks = ids({
    groups,
    pools: [pool("main", [0, 1, 0])],
    replicas: [replica("r1", "replica", [0, 1, 0])],
  });
  expect(tracks.map(({ id }) => id)).toEqual(["rate", "p95", "errors", "lag", "waits"]);
  expect(tracks[3]?.limit?.value).toBe(1_000);
});

test("an N+1 leads to the first mark of its trace, else to the traces of its route", () => {
  const hrefOf = (path: string) => path;
  const one = { service: "orders", route: "/orders/{id}" };
  expect(nPlusOneHref({ ...one, traceId: "ab" }, hrefOf)).toBe("/traces/ab?span=n-plus-one");
  expect(nPlusOneHref({ ...one, traceId: null }, hrefOf)).toBe(
    "/traces?route=%2Forders%2F%7Bid%7D",
  );
});
