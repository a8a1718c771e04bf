import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { cellsUntil, hourOf } from "@/lib/domain/metric-hours.ts";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { rollupProgress } from "@/lib/store/metric-rollups.ts";
import { youngUntil } from "@/lib/store/metric-young-hours.ts";
import { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";
import { type ConcernQuestion, concernQuestions } from "./concern-questions.ts";
import { RANGES, seedConcerns } from "./seed-concerns.ts";

const WARM_CALLS = 3;
const CALLS = 20;
const FEWEST_CALLS = 5;
const MOST_MS = 4_000;

type ConcernOptions = {
  services: number;
  profile: string | null;
  say: (line: string) => void;
};

export type ConcernRun = Omit<ConcernQuestion, "path" | "hits" | "edgeSeconds"> & {
  p50Ms: number | null;
  p95Ms: number | null;
  points: number;
  answerBytes: number;
};

export type ConcernReport = {
  services: number;
  series: number;
  seededRows: number;
  seedSeconds: number;
  runs: ConcernRun[];
};

/** Measures what the concerns' pages ask, over a month of many services, on a server of its own. */
export async function measureConcerns(options: ConcernOptions): Promise<ConcernReport> {
  const headroom = await Headroom.start({ profile: options.profile });
  try {
    const url = await findEmbeddedPostgres(headroom.dataDir);
    if (url === null) throw new Error("the embedded Postgres cannot be found");
    const client = new pg.Client(url);
    await client.connect();
    try {
      return await measure(headroom, client, options);
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
  { services, say }: ConcernOptions,
): Promise<ConcernReport> {
  const end = Math.floor(Date.now() / 60_000) * 60;
  say(`seeding a month of ${services} services`);
  const began = performance.now();
  const { series, rows } = await seedConcerns(client, { services, end });
  const seedSeconds = (performance.now() - began) / 1000;
  say("waiting for the cells of the hour that is not over");
  while (!(await isRolledUp(client, end))) await sleep(500);
  const runs: ConcernRun[] = [];
  for (const question of concernQuestions(services, end)) {
    const { concern, range, isCompared } = question;
    say(`${concern}, ${range}${isCompared ? " against the period before" : ""}`);
    runs.push(await measureQuestion((path) => headroom.getText(path), question));
  }
  return { services, series, seededRows: rows, seedSeconds, runs };
}

/** Whether the server has made the cells that it makes of what was reported up to `end` (Unix seconds). */
async function isRolledUp(client: pg.Client, end: number): Promise<boolean> {
  const until = cellsUntil(end);
  const hour = hourOf(until - 1);
  if (((await youngUntil(client, hour)) ?? 0) >= until) return true;
  return ((await rollupProgress(client)).newestHour ?? 0) >= hour;
}

const group = z.object({
  totals: z.object({ hits: z.number().nullable().optional() }).optional(),
  points: z.array(z.unknown()),
});
const answered = z.object({
  groups: z.array(group).optional(),
  breakers: z.array(group).optional(),
  pools: z.array(group).optional(),
  services: z.array(z.object({ service: z.string() })).optional(),
});

/** Asks one question until it is known how long it takes. Throws when the answer is wrong. */
export async function measureQuestion(
  ask: (path: string) => Promise<string>,
  asking: ConcernQuestion,
): Promise<ConcernRun> {
  const { path, hits: _hits, edgeSeconds: _edge, ...question } = asking;
  const text = await ask(path);
  const points = requireRight(JSON.parse(text), asking);
  for (let call = 0; call < WARM_CALLS; call++) await ask(anew(path));
  const times: number[] = [];
  const until = performance.now() + MOST_MS;
  while (times.length < CALLS && (times.length < FEWEST_CALLS || performance.now() < until)) {
    const asked = anew(path);
    const began = performance.now();
    await ask(asked);
    times.push(performance.now() - began);
  }
  const [p50Ms, p95Ms] = [percentile(times, 0.5), percentile(times, 0.95)];
  return { ...question, p50Ms, p95Ms, points, answerBytes: text.length };
}

let asked = 0;

/** The same question in other words: the overview answers one that it has just answered from memory. */
const anew = (path: string): string =>
  path.startsWith("/api/v1/overview")
    ? `${path}&environment=production&environment=none-${++asked}`
    : path;

/** How many points each group has; the overview's have none. */
function requireRight(answer: unknown, question: ConcernQuestion): number {
  const { path, groups, hits, range, edgeSeconds } = question;
  const parsed = answered.parse(answer);
  const { pools, breakers, services } = parsed;
  const found = pools ?? parsed.groups ?? breakers ?? [];
  if (services?.length === groups) return 0;
  if (found.length !== groups) throw new Error(`${path}: ${found.length} groups, not ${groups}`);
  const counted = found.reduce((sum, { totals }) => sum + (totals?.hits ?? 0), 0);
  const most = (hits ?? 0) * (1 + edgeSeconds / RANGES[range]);
  if (hits !== null && (counted < 0.995 * hits || counted > 1.005 * most)) {
    throw new Error(`${path}: ${counted} hits, not ${hits}`);
  }
  return found[0]?.points.length ?? 0;
}
