import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { rollupProgress } from "@/lib/store/metric-rollups.ts";
import { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";
import { type MetricQuestion, metricQuestions } from "./metric-questions.ts";
import { seededMetrics, seedMetrics } from "./seed-metrics.ts";

const HOUR = 3_600;
const WARM_CALLS = 3;
const CALLS = 20;

type MetricOptions = { metricSeries: number; say: (line: string) => void };

type MetricRun = {
  name: string;
  firstMs: number;
  p50Ms: number | null;
  p95Ms: number | null;
  answerBytes: number;
};

export type MetricReport = {
  series: number;
  points: number;
  seedSeconds: number;
  /** From the last seeded point until every hour of the day was rolled up. */
  rollSeconds: number;
  runs: MetricRun[];
};

/** Measures questions about metrics of ten thousand series and more, on a server of its own. */
export async function measureMetrics({ metricSeries, say }: MetricOptions): Promise<MetricReport> {
  const headroom = await Headroom.start({});
  try {
    const url = await findEmbeddedPostgres(headroom.dataDir);
    if (url === null) throw new Error("the embedded Postgres cannot be found");
    const client = new pg.Client(url);
    await client.connect();
    try {
      return await measure(headroom, client, { metricSeries, say });
    } finally {
      await client.end();
    }
  } finally {
    await headroom.stop();
  }
}

async function measure(
  headroom: Headroom,
  client: pg.Client,
  { metricSeries, say }: MetricOptions,
): Promise<MetricReport> {
  const metrics = seededMetrics(metricSeries);
  const end = Math.floor(Date.now() / 60_000) * 60;
  say(`seeding ${metrics.length} metrics, one of ${metricSeries} series`);
  const began = performance.now();
  const points = await seedMetrics(client, { metrics, end });
  const seedSeconds = (performance.now() - began) / 1000;
  say("waiting for the hours to be rolled up");
  const rollBegan = performance.now();
  const lastHour = Math.floor((end - 900) / HOUR) * HOUR - HOUR;
  while (((await rollupProgress(client)).newestHour ?? 0) < lastHour) await sleep(500);
  const rollSeconds = (performance.now() - rollBegan) / 1000;
  const runs: MetricRun[] = [];
  for (const question of metricQuestions(metrics, end)) {
    say(question.name);
    runs.push(await measureQuestion(headroom, question));
  }
  const series = metrics.reduce((sum, { seriesCount }) => sum + seriesCount, 0);
  return { series, points, seedSeconds, rollSeconds, runs };
}

async function measureQuestion(headroom: Headroom, question: MetricQuestion): Promise<MetricRun> {
  const { name, path, params } = question;
  const target = `${path}?${new URLSearchParams(params)}`;
  const times: number[] = [];
  let firstMs = 0;
  let answerBytes = 0;
  for (let call = 0; call < 1 + WARM_CALLS + CALLS; call++) {
    const began = performance.now();
    const answer = await headroom.get(target);
    const took = performance.now() - began;
    if (call === 0) {
      firstMs = took;
      answerBytes = JSON.stringify(answer).length;
      requireExpected(question, answer);
    }
    if (call > WARM_CALLS) times.push(took);
  }
  return {
    name,
    firstMs,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    answerBytes,
  };
}

const listed = z.object({
  metrics: z.array(z.unknown()).optional(),
  attributes: z.array(z.unknown()).optional(),
  groups: z.array(z.object({ total: z.object({ value: z.number().nullable() }) })).optional(),
});

function requireExpected({ name, expected }: MetricQuestion, answer: unknown): void {
  const { metrics, attributes, groups } = listed.parse(answer);
  const size = (metrics ?? attributes ?? groups ?? []).length;
  if (size !== expected.size) throw new Error(`${name}: ${size}, not ${expected.size}`);
  if (expected.total === undefined) return;
  const total = groups?.[0]?.total.value ?? 0;
  if (Math.abs(total - expected.total) > 1e-6 * expected.total) {
    throw new Error(`${name}: a total of ${total}, not ${expected.total}`);
  }
}
