import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { seriesId } from "@/lib/aggregate/series-id.ts";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import type { MetricPointRow, MetricSeriesRow } from "@/lib/domain/metrics.ts";
import { queryMetrics } from "@/lib/query/metrics.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { copyIn } from "@/lib/store/copy.ts";
import { markLate } from "@/lib/store/metric-rollups.ts";
import { encodeMetricPoints, registerMetricSeries } from "@/lib/store/metrics.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import { MetricRoller } from "./roll-metrics.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const FIRST_DAY = Date.UTC(2026, 10, 20) / 1000;
const DAYS = 3;
const NOW_MS = (FIRST_DAY + DAYS * DAY + 2 * HOUR) * 1000;
const SERIES = 4;
const BOUNDS = [0.1, 1, 10];

const METRICS = {
  "days.count": { kind: "sum", temporality: "cumulative", isMonotonic: true },
  "days.change": { kind: "sum", temporality: "delta", isMonotonic: true },
  "days.level": { kind: "gauge", temporality: "unspecified", isMonotonic: false },
  "days.wait": { kind: "histogram", temporality: "cumulative", isMonotonic: false },
  "days.size": { kind: "exponential_histogram", temporality: "cumulative", isMonotonic: false },
} as const;
type Name = keyof typeof METRICS;

const KEY = { namespace: "", service: "shop", environment: "production" };
/** Three days are 75 hours to roll up. */
const PATIENCE_MS = 240_000;
const NOTHING = { value: null, pointCount: null, pointSum: null, pointMin: null, pointMax: null };
const REST = { distribution: null, quantiles: null, exemplars: null, flags: 0 };

/** A report: so long after the one before, having counted so much more, the process started anew or not. */
const report = fc.record({
  gapSeconds: fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min: 20, max: 1_200 }) },
    { weight: 4, arbitrary: fc.integer({ min: 400, max: 2 * HOUR }) },
    { weight: 1, arbitrary: fc.integer({ min: 2 * HOUR, max: 20 * HOUR }) },
  ),
  gained: fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
  isRestart: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true)),
});
type Report = { gapSeconds: number; gained: number[]; isRestart: boolean };

let dashboard: TestDashboard;
let client: pg.Client;

const idOf = (name: Name, n: number) => seriesId(["metric", name, String(n)]);

const rowOf = (name: Name, n: number): MetricSeriesRow => ({
  ...KEY,
  ...METRICS[name],
  seriesId: idOf(name, n),
  serviceId: serviceId(KEY),
  ...{ instance: "", version: "", name, unit: "s", description: "" },
  attributes: JSON.stringify({ n: String(n) }),
  originId: 1n,
  registeredMs: FIRST_DAY * 1000,
});

/** The points of one series, as a process reports them that is started anew now and then. */
function pointsOf(name: Name, n: number, reports: readonly Report[]): MetricPointRow[] {
  const points: MetricPointRow[] = [];
  let time = FIRST_DAY + 60 * n;
  let start = time - 30;
  let totals = [0, 0, 0, 0];
  for (const { gapSeconds, gained, isRestart } of reports) {
    time += gapSeconds;
    if (time * 1000 >= NOW_MS) break;
    if (isRestart) {
      start = time - 10;
      totals = [0, 0, 0, 0];
    }
    totals = totals.map((total, i) => total + (gained[i] ?? 0));
    points.push({
      ...pointAt(name, n, time),
      ...startOf(name, { start, time }),
      ...valuesOf(name, totals, gained),
    });
  }
  return points;
}

const NS = 1_000_000_000n;

const pointAt = (name: Name, n: number, time: number): MetricPointRow => ({
  ...NOTHING,
  ...REST,
  seriesId: idOf(name, n),
  startNs: 0n,
  timeNs: BigInt(time) * NS,
});

function startOf(name: Name, { start, time }: { start: number; time: number }) {
  if (name === "days.level") return { startNs: 0n };
  return { startNs: BigInt(name === "days.change" ? time - 10 : start) * NS };
}

function valuesOf(name: Name, totals: readonly number[], gained: readonly number[]) {
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  if (name === "days.count") return { value: sum(totals) };
  if (name === "days.change") return { value: sum(gained) };
  if (name === "days.level") return { value: sum(gained) - 7.5 };
  const figures = {
    pointCount: sum(totals),
    pointSum: sum(totals) * 0.7,
    pointMin: 0.01,
    pointMax: 30,
  };
  const isExplicit = name === "days.wait";
  const distribution = encodeDistribution({
    zeroCount: 0,
    exponential: new Map(isExplicit ? [] : totals.map((total, i) => [i * 40, total])),
    explicit: isExplicit ? [{ bounds: BOUNDS, counts: [...totals] }] : [],
  });
  return { ...figures, distribution };
}

async function store(points: readonly MetricPointRow[]): Promise<void> {
  const seconds = points.map(({ timeNs }) => Number(timeNs / NS));
  await ensurePartitionsAt(client, { table: "metric_points", seconds });
  const bytes = encodeMetricPoints(points).finish();
  await copyIn(client, "COPY metric_points FROM STDIN (FORMAT binary)", bytes);
}

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  client = new pg.Client({ connectionString: dashboard.url });
  await client.connect();
  const names = Object.keys(METRICS) as Name[];
  const all = names.flatMap((name) => Array.from({ length: SERIES }, (_, n) => [name, n] as const));
  await registerMetricSeries(
    client,
    all.map(([name, n]) => rowOf(name, n)),
  );
  const reports = fc.sample(fc.array(report, { minLength: 220, maxLength: 300 }), {
    numRuns: all.length,
    seed: 20_261_128,
  });
  for (const [i, [name, n]] of all.entries()) await store(pointsOf(name, n, reports[i] ?? []));
});

afterAll(async () => {
  await client.end();
  await dashboard.stop();
});

const QUESTIONS = [
  ["days.count", "increase"],
  ["days.count", "last"],
  ["days.change", "increase"],
  ["days.level", "avg"],
  ["days.level", "max"],
  ["days.level", "last"],
  ["days.level", "count"],
  ["days.wait", "p95"],
  ["days.wait", "count"],
  ["days.size", "p50"],
].flatMap(([name, agg]) =>
  [
    { from: FIRST_DAY, step: DAY },
    { from: FIRST_DAY + DAY, step: 2 * DAY },
    { from: FIRST_DAY + 7 * HOUR + 1_234, step: DAY },
  ].map(({ from, step }) => ({
    ...{ name: name ?? "", agg: agg ?? "", groupBy: "n", step: String(step) },
    ...{ from: String(from * 1000), to: String(NOW_MS) },
  })),
);

/** Sums are added in another order: all figures to nine digits. */
async function answers(questions = QUESTIONS): Promise<unknown> {
  const all = [];
  for (const question of questions) {
    const { groups } = await queryMetrics(metricQueryParams.parse(question), NOW_MS);
    groups.sort((a, b) => Number(a.key.n) - Number(b.key.n));
    all.push({ question, groups });
  }
  return JSON.parse(
    JSON.stringify(all, (_, one) => (typeof one === "number" ? Number(one.toPrecision(9)) : one)),
  );
}

const ofDays = QUESTIONS.filter(
  ({ from, step }) => Number(step) % DAY === 0 && Number(from) % (DAY * 1000) === 0,
);

async function rollAll(): Promise<void> {
  const roller = new MetricRoller(client, 0);
  while (await roller.turn(client, () => NOW_MS));
}

test(
  "days, hours and single points tell the same, with restarts and gaps",
  async () => {
    const fromPoints = await answers();
    await rollAll();
    const { rows } = await client.query("SELECT day FROM metric_rolled_days ORDER BY day");
    expect(rows.map(({ day }) => Number(day))).toEqual(
      Array.from({ length: DAYS }, (_, i) => FIRST_DAY + i * DAY),
    );
    expect(await answers()).toEqual(fromPoints);
    const days = rows.map(({ day }) => day);
    await client.query("DELETE FROM metric_rolled_days");
    expect(await answers(), "from hours").toEqual(fromPoints);
    await client.query("INSERT INTO metric_rolled_days SELECT unnest($1::bigint[])", [days]);
  },
  PATIENCE_MS,
);

test(
  "a point that comes late changes its day",
  async () => {
    const before = await answers(ofDays);
    const time = FIRST_DAY + DAY + 5 * HOUR + 1_800;
    const late = Array.from({ length: SERIES }, (_, n) => ({
      ...pointAt("days.level", n, time),
      value: 5_000 + n,
    }));
    await store(late);
    await markLate(
      client,
      late.map((point) => ({ seriesId: point.seriesId, hour: time - (time % HOUR) })),
    );
    const told = await answers(ofDays);
    expect(told).not.toEqual(before);
    await rollAll();
    const { rows } = await client.query("SELECT FROM metric_late_hours");
    expect(rows).toEqual([]);
    expect(await answers(ofDays)).toEqual(told);
  },
  PATIENCE_MS,
);

test(
  "whole days are read from their cells alone",
  async () => {
    const until = FIRST_DAY + DAYS * DAY;
    const whole = ofDays.map((question) => ({ ...question, to: String(until * 1000) }));
    const told = await answers(whole);
    await client.query("DELETE FROM metric_1h WHERE bucket < $1", [until]);
    await client.query("DELETE FROM metric_5m WHERE bucket < $1", [until]);
    await client.query("DELETE FROM metric_points WHERE time_ns < $1", [BigInt(until) * NS]);
    expect(await answers(whole)).toEqual(told);
  },
  PATIENCE_MS,
);

test(
  "an hour that is not over is read from its cells, but for the last minutes",
  async () => {
    const [from, until] = [NOW_MS / 1000 - HOUR, NOW_MS / 1000 - 600];
    const { rows } = await client.query("SELECT hour, until FROM metric_young_hours");
    expect(rows).toEqual([{ hour: String(from), until: String(until) }]);
    const late = { ...pointAt("days.level", 1, from + 700), value: 9_000 };
    await store([late]);
    await markLate(client, [{ seriesId: late.seriesId, hour: from }]);
    const young = QUESTIONS.map((question) => ({
      ...question,
      ...{ from: String(from * 1000), to: String(until * 1000), step: "300" },
    }));
    const told = await answers(young);
    expect(JSON.stringify(told)).toContain("9000");
    await rollAll();
    await client.query("DELETE FROM metric_points WHERE time_ns < $1", [BigInt(until) * NS]);
    expect(await answers(young)).toEqual(told);
  },
  PATIENCE_MS,
);
