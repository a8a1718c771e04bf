import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  costExplorerSettings,
  costSourcesResponse,
  newCostSource,
} from "@/lib/contract/cost-sources.ts";
import { costImportParams } from "@/lib/contract/costs.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import { writePool } from "@/lib/platform/db.ts";
import { reserveCostRequest } from "@/lib/store/cost-requests.ts";
import { claimCostSource, endCostRun, failCostRun } from "@/lib/store/cost-sources.ts";
import { importFocus } from "./cost-import.ts";
import {
  changeCostSource,
  createCostSource,
  keepEnvironmentSource,
  queryCostSources,
  removeCostSource,
  runCostSourceNow,
} from "./cost-sources.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 2, 15, 12);
const HOUR_MS = 3_600_000;
const by = { author: { id: "key:k", name: "k" }, nowMs: NOW_MS };
const usual = costExplorerSettings.parse({ kind: "cost-explorer" });

let dashboard: TestDashboard;
beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
});
afterEach(() => dashboard.stop());

const add = (given: object = {}) =>
  createCostSource(
    newCostSource.parse({ source: "bill", settings: { kind: "cost-explorer" }, ...given }),
    by,
  );
const list = async (nowMs = NOW_MS) =>
  costSourcesResponse.parse(await queryCostSources(nowMs)).sources;
const claim = (nowMs = NOW_MS) => claimCostSource(writePool(), { nowMs, claimMs: HOUR_MS });

describe("a source", () => {
  test("is kept, due at once, and told with its settings", async () => {
    expect(await add()).toMatchObject({
      ...{
        source: "bill",
        kind: "cost-explorer",
        origin: "api",
        state: "waiting",
        settings: usual,
      },
      ...{ lastGoodAt: null, nextRunAt: "2026-03-15T12:00:00.000Z", error: null, lineCount: 0 },
      requests: { today: 0, dailyBudget: 30, thisMonth: 0, thisMonthUsd: "0" },
    });
    await expect(add()).rejects.toThrow(ConflictError);
  });

  test("is taken by one process at a time, and by another when that one is gone", async () => {
    await add();
    expect((await claim())?.source).toBe("bill");
    expect(await claim()).toBeNull();
    expect((await list())[0]?.state).toBe("running");
    expect((await claim(NOW_MS + HOUR_MS))?.source).toBe("bill");
  });

  test("tells how it fails and since when, until it is read again", async () => {
    await add();
    const failed = { source: "bill", nextRunMs: NOW_MS + HOUR_MS, errorKind: "throttled" as const };
    await failCostRun(writePool(), { ...failed, nowMs: NOW_MS, error: "Rate exceeded" });
    await failCostRun(writePool(), { ...failed, nowMs: NOW_MS + 60_000, error: "Rate exceeded" });
    expect((await list())[0]).toMatchObject({
      state: "failing",
      error: {
        kind: "throttled",
        message: "Rate exceeded",
        since: "2026-03-15T12:00:00.000Z",
        times: 2,
      },
    });
    const ended = { source: "bill", nowMs: NOW_MS, nextRunMs: NOW_MS + HOUR_MS, readBackTo: null };
    await endCostRun(writePool(), ended);
    expect((await list())[0]).toMatchObject({ state: "ok", error: null });
  });

  test("counts its requests by day and month, and no more than its budget", async () => {
    await add();
    const reserve = (day: string, budget = 3) =>
      reserveCostRequest(writePool(), { source: "bill", day, budget });
    await reserve("2026-02-28");
    await reserve("2026-03-01");
    const all = await Promise.all(Array.from({ length: 10 }, () => reserve("2026-03-15")));
    expect(all.filter(Boolean)).toHaveLength(3);
    expect((await list())[0]?.requests).toEqual({
      ...{ today: 3, dailyBudget: 30, thisMonth: 4, thisMonthUsd: "0.04" },
    });
  });

  test("is changed, turned off, run at once and deleted with what it told", async () => {
    await add();
    const settings = { ...usual, splitBy: "account" as const };
    const off = await changeCostSource("bill", { enabled: false, settings }, NOW_MS);
    expect(off).toMatchObject({ state: "off", nextRunAt: null, settings });
    await expect(runCostSourceNow("bill", NOW_MS)).rejects.toThrow(NotFoundError);
    await changeCostSource("bill", { enabled: true, settings }, NOW_MS + HOUR_MS);
    expect(await runCostSourceNow("bill", NOW_MS)).toMatchObject({
      nextRunAt: "2026-03-15T12:00:00.000Z",
    });
    await removeCostSource("bill");
    expect(await list()).toEqual([]);
    await expect(removeCostSource("bill")).rejects.toThrow(NotFoundError);
    await expect(changeCostSource("bill", { enabled: true, settings }, 0)).rejects.toThrow(
      NotFoundError,
    );
  });
});

test("files are a source too, with what they cover", async () => {
  const file =
    "BillingCurrency,BilledCost,ChargePeriodStart,ChargePeriodEnd\nUSD,1.5,2026-03-01,2026-03-02\n";
  const bytes = async function* () {
    yield Buffer.from(file);
  };
  await importFocus(bytes(), costImportParams.parse({ source: "oracle" }), () => NOW_MS);
  expect(await list()).toMatchObject([
    {
      ...{ source: "oracle", kind: "files", origin: "files", state: "ok", settings: null },
      ...{ requests: null, basis: "bill", firstDay: "2026-03-01", lastDay: "2026-03-01" },
      ...{ completeThrough: "2026-03-01", lineCount: 1, currencies: ["USD"] },
      lastGoodAt: "2026-03-15T12:00:00.000Z",
    },
  ]);
  await expect(add({ source: "oracle" })).rejects.toThrow(ConflictError);
  await removeCostSource("oracle");
  expect(await list()).toEqual([]);
});

test("the environment's source is what the environment says", async () => {
  await keepEnvironmentSource(usual, NOW_MS);
  expect(await list()).toMatchObject([{ source: "aws", origin: "environment", state: "waiting" }]);
  const ended = { source: "aws", nowMs: NOW_MS, nextRunMs: NOW_MS + HOUR_MS, readBackTo: null };
  await endCostRun(writePool(), ended);
  await keepEnvironmentSource(usual, NOW_MS + 1);
  expect((await list())[0]?.nextRunAt).toBe("2026-03-15T13:00:00.000Z");
  await keepEnvironmentSource({ ...usual, months: 3 }, NOW_MS + 1);
  expect((await list())[0]).toMatchObject({
    settings: { months: 3 },
    nextRunAt: "2026-03-15T12:00:00.001Z",
  });
  await expect(changeCostSource("aws", { enabled: true, settings: usual }, 0)).rejects.toThrow(
    ConflictError,
  );
  await expect(removeCostSource("aws")).rejects.toThrow(ConflictError);
  await keepEnvironmentSource(null, NOW_MS);
  expect((await list())[0]).toMatchObject({ state: "off" });
});
