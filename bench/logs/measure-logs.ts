import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { newestLogArrival, readIndexedThrough } from "@/lib/store/log-index.ts";
import { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";
import { type LogQuestion, logQuestions } from "./log-questions.ts";
import { type LogIngest, measureLogIngest } from "./measure-log-ingest.ts";
import { seedLogs } from "./seed-logs.ts";

const WARM_CALLS = 2;
const CALLS = 15;
/** Chunks that a slice has at most: fewer stay unindexed. */
const REST_CHUNKS = 130n;

export type LogOptions = { records: number; seconds: number; say: (line: string) => void };

export type LogRun = {
  name: string;
  firstMs: number;
  p50Ms: number | null;
  p95Ms: number | null;
  records: number;
};

export type LogReport = {
  records: number;
  seedSeconds: number;
  /** From the last seeded record until the index held all of them. */
  indexSeconds: number;
  /** Bytes of a record: its row, the indexes of the table, and what makes it searchable. */
  bytes: { row: number; indexes: number; search: number; counts: number };
  runs: LogRun[];
  ingest: LogIngest[];
};

/** Measures questions over seeded log records, and ingest of others, with and without the search index. */
export async function measureLogs({ records, seconds, say }: LogOptions): Promise<LogReport> {
  const headroom = await Headroom.start({});
  try {
    const url = await findEmbeddedPostgres(headroom.dataDir);
    if (url === null) throw new Error("the embedded Postgres cannot be found");
    const client = new pg.Client(url);
    await client.connect();
    try {
      return await measure(headroom, client, { records, seconds, say });
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
  { records, seconds, say }: LogOptions,
): Promise<LogReport> {
  const end = Math.floor(Date.now() / 1_000);
  say(`seeding ${records} log records over a day`);
  const began = performance.now();
  const seeded = await seedLogs(client, { records, end, say });
  const seedSeconds = (performance.now() - began) / 1_000;
  say("waiting for the search index");
  const indexBegan = performance.now();
  while ((await newestLogArrival(client)) - (await readIndexedThrough(client)) > REST_CHUNKS) {
    await sleep(500);
  }
  const indexSeconds = (performance.now() - indexBegan) / 1_000;
  await client.query("VACUUM ANALYZE");
  const bytes = await bytesARecord(client, records);
  const runs: LogRun[] = [];
  for (const question of logQuestions(seeded, end)) {
    say(question.name);
    runs.push(await measureQuestion(headroom, question));
  }
  const ingest: LogIngest[] = [];
  for (const indexed of [false, true]) {
    say(`ingest ${indexed ? "with" : "without"} the search index`);
    ingest.push(await measureLogIngest(headroom, client, { seconds, indexed }));
  }
  return { records, seedSeconds, indexSeconds, bytes, runs, ingest };
}

const SIZES = `
  SELECT
    parent.relname AS name,
    sum(pg_table_size(child.oid))::double precision AS table_bytes,
    sum(pg_indexes_size(child.oid))::double precision AS index_bytes
  FROM pg_inherits
  JOIN pg_class AS parent ON parent.oid = inhparent
  JOIN pg_class AS child ON child.oid = inhrelid
  WHERE parent.relname IN ('log_records', 'log_slices', 'log_counts')
    AND child.relkind = 'r'
  GROUP BY parent.relname
`;

async function bytesARecord(client: pg.Client, records: number): Promise<LogReport["bytes"]> {
  const { rows } = await client.query<{ name: string; table_bytes: number; index_bytes: number }>(
    SIZES,
  );
  const of = (name: string) => rows.find((row) => row.name === name);
  const all = (name: string) => (of(name)?.table_bytes ?? 0) + (of(name)?.index_bytes ?? 0);
  return {
    row: (of("log_records")?.table_bytes ?? 0) / records,
    indexes: (of("log_records")?.index_bytes ?? 0) / records,
    search: all("log_slices") / records,
    counts: all("log_counts") / records,
  };
}

const listed = z.object({ logs: z.array(z.unknown()) });
const counted = z.object({ totals: z.record(z.string(), z.number()) });

async function measureQuestion(headroom: Headroom, question: LogQuestion): Promise<LogRun> {
  const { name, path, expected } = question;
  const times: number[] = [];
  let firstMs = 0;
  let found = 0;
  for (let call = 0; call < WARM_CALLS + CALLS; call++) {
    const began = performance.now();
    const answer = await headroom.get(path);
    const ms = performance.now() - began;
    if (call === 0) {
      firstMs = ms;
      found = countOf(answer);
      // An answer that misses records must not be praised for its speed.
      if (!expected(found)) throw new Error(`${name}: ${found} records`);
    }
    if (call >= WARM_CALLS) times.push(ms);
  }
  return {
    name,
    firstMs,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    records: found,
  };
}

function countOf(answer: unknown): number {
  const list = listed.safeParse(answer);
  if (list.success) return list.data.logs.length;
  const { totals } = counted.parse(answer);
  return Object.values(totals).reduce((sum, count) => sum + count, 0);
}
