import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { cellsUntil, hourOf } from "@/lib/domain/metric-hours.ts";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { rollupProgress } from "@/lib/store/metric-rollups.ts";
import { youngUntil } from "@/lib/store/metric-young-hours.ts";
import { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";
import { cpuSeconds } from "../processes.ts";
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

/**
 * How long answers took, the first of them and those that followed, and the processor time of the server's process and
 * of Postgres for each of the latter; null without /proc.
 */
type Times = {
  firstMs: number;
  p50Ms: number | null;
  p95Ms: number | null;
  nodeMs: number | null;
  postgresMs: number | null;
  answerBytes: number;
};

/** `full`: the same with the points of every group; null: the page asks just so. */
export type ConcernRun = Omit<ConcernQuestion, "path" | "fullPath" | "hits" | "edgeSeconds"> &
  Times & { points: number; full: Times | null };

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
  const processes = { node: headroom.pid, postgres: await headroom.postgresPid() };
  for (const question of concernQuestions(services, end)) {
    const { concern, range, isCompared } = question;
    say(`${concern}, ${range}${isCompared ? " against the period before" : ""}`);
    runs.push(await measureQuestion((path) => headroom.getText(path), question, processes));
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

type Ask = (path: string) => Promise<string>;
type Processes = { node: number; postgres: number };

/** Asks one question, and the same in full, until it is known how long each takes. Throws when an answer is wrong. */
export async function measureQuestion(
  ask: Ask,
  asking: ConcernQuestion,
  processes: Processes | null = null,
): Promise<ConcernRun> {
  const { path, fullPath, hits: _hits, edgeSeconds: _edge, ...question } = asking;
  const check = (text: string) => requireRight(JSON.parse(text), asking);
  const moment = new Moments();
  const { points, ...times } = await timesOf(() => ask(moment.next(path)), check, processes);
  if (fullPath === null) return { ...question, ...times, points, full: null };
  const { points: _drawn, ...full } = await timesOf(
    () => ask(moment.next(fullPath)),
    check,
    processes,
  );
  return { ...question, ...times, points, full };
}

async function timesOf(
  ask: () => Promise<string>,
  check: (text: string) => number,
  processes: Processes | null,
): Promise<Times & { points: number }> {
  let text = "";
  const timed = async () => {
    const began = performance.now();
    text = await ask();
    return performance.now() - began;
  };
  const firstMs = await timed();
  check(text);
  for (let call = 1; call < WARM_CALLS; call++) await timed();
  const times: number[] = [];
  const spent = () => ({
    node: processes && cpuSeconds(processes.node),
    postgres: processes && cpuSeconds(processes.postgres, true),
  });
  const before = spent();
  const until = performance.now() + MOST_MS;
  while (times.length < CALLS && (times.length < FEWEST_CALLS || performance.now() < until)) {
    times.push(await timed());
  }
  const after = spent();
  const each = (process: "node" | "postgres") => {
    const [from, to] = [before[process], after[process]];
    return from === null || to === null ? null : ((to - from) * 1_000) / times.length;
  };
  return {
    ...{ firstMs, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) },
    ...{ nodeMs: each("node"), postgresMs: each("postgres"), answerBytes: text.length },
    points: check(text),
  };
}

/** The first range ends so long before what was seeded does, so that it can move on. */
const BEHIND_SECONDS = 60;

/** Asks about a range that has moved on by a second each time, as an open page's does: nothing is asked twice. */
class Moments {
  private asked = 0;

  next(path: string): string {
    const movedMs = (Math.min(this.asked++, BEHIND_SECONDS) - BEHIND_SECONDS) * 1_000;
    const [route = "", search] = path.split("?");
    const params = new URLSearchParams(search);
    for (const edge of ["from", "to"]) params.set(edge, String(Number(params.get(edge)) + movedMs));
    return `${route}?${params}`;
  }
}

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
  return Math.max(0, ...found.map((one) => one.points.length));
}
