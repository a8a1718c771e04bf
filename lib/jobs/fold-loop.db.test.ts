import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { requestsParams } from "@/lib/contract/requests.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { createPool } from "@/lib/platform/db.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { type RunningFoldLoop, startFoldLoop } from "./fold-loop.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
/** Minutes pass in seconds, so that a slot is old, and packing due, soon. */
const FASTER = 30;

const SETTINGS = {
  retention: {
    spansMs: 72 * HOUR_MS,
    logsMs: 72 * HOUR_MS,
    minutesMs: 720 * HOUR_MS,
    hoursMs: 9_600 * HOUR_MS,
  },
  acceptPastMs: 24 * HOUR_MS,
  replayWindowMs: HOUR_MS,
};

let dashboard: TestDashboard;
const loops: RunningFoldLoop[] = [];
const startedMs = Date.now();
const now = () => NOW_MS + (Date.now() - startedMs) * FASTER;

beforeEach(async () => {
  dashboard = await startDashboard(now, { acceptPastMs: 72 * HOUR_MS });
});
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
  await dashboard.stop();
});

function startLoop(): RunningFoldLoop {
  const pool = createPool(dashboard.url, { name: "fold", max: 4, statementTimeoutMs: 30_000 });
  const loop = startFoldLoop(pool, SETTINGS, now);
  loops.push(loop);
  return loop;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let n = 0; n < 300 && !isTrue(); n++) await sleep(100);
  expect(isTrue()).toBe(true);
}

const countAt = async (ms: number): Promise<number | undefined> => {
  globalThis.headroomSeriesCatalog = undefined;
  const range = { from: String(ms - HOUR_MS), to: String(ms + HOUR_MS), step: 60 };
  const { groups } = await queryRequests(requestsParams.parse(range), now());
  return groups[0]?.totals.requestCount ?? undefined;
};

test("folds what arrives, packs what is old, retains, and says so", {
  timeout: 60_000,
}, async () => {
  const recentMs = now() - 60_000;
  const oldMs = NOW_MS - 50 * HOUR_MS;
  const span = (startMs: number) => ({ startMs, durationMs: 20 });
  await dashboard.ingest.send("traces", traceBody([span(recentMs), span(oldMs), span(oldMs + 1)]));
  const loop = startLoop();
  expect(loop.figures()).toMatchObject({ lastFoldMs: null, packer: { packedRows: 0 } });
  await until(() => loop.figures().packer.packedRows >= 4);
  const figures = loop.figures();
  expect(figures.fold.count).toBeGreaterThan(0);
  expect(figures.lastFoldMs).toBeGreaterThan(NOW_MS);
  expect(figures.retention.lastMs).toBeGreaterThan(NOW_MS);
  expect(loop.takeNewFolds()).toHaveLength(figures.fold.count);
  // One minute of a series, of the series that says "it reported", and of their services.
  expect(figures.packer.packedRows).toBe(4);
  expect([await countAt(oldMs), await countAt(recentMs)]).toEqual([2, 1]);
});

test("of two loops one works; the other takes over when it stops", {
  timeout: 60_000,
}, async () => {
  const [first, second] = [startLoop(), startLoop()];
  const send = () =>
    dashboard.ingest.send("traces", traceBody([{ startMs: now() - 5_000, durationMs: 20 }]));
  const folds = () => [first, second].map((loop) => loop.figures().fold.count);
  await send();
  await until(() => Math.max(...folds()) > 0);
  expect(Math.min(...folds())).toBe(0);
  const working = folds()[0] === 0 ? second : first;
  const waiting = working === first ? second : first;
  loops.splice(loops.indexOf(working), 1);
  await working.stop();
  await send();
  await until(() => waiting.figures().fold.count > 0);
});
