import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { requestsParams } from "@/lib/contract/requests.ts";
import { packPart, planPacking } from "@/lib/jobs/pack.ts";
import { lockDataDir } from "@/lib/platform/data-dir.ts";
import { closePools, createPool } from "@/lib/platform/db.ts";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { migrate } from "@/lib/store/migrate.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { percentile } from "../percentile.ts";
import { type LeastBytes, leastBytes } from "./least-bytes.ts";
import { SAMPLES } from "./minute.ts";
import { ROUTES, SEEDED_SERVICE, seedMinutes } from "./seed-minutes.ts";

const DAY = 86_400;
const MINUTES_A_DAY = 1_440;
const CALLS = 30;
const WARM_CALLS = 5;

export type AskedTimes = { p50Ms: number | null; p95Ms: number | null; bytesARow: number };

export type StorageReport = {
  rows: number;
  samplesARow: number;
  plain: AskedTimes;
  packed: AskedTimes;
  /** Processor time that packing took for each row. */
  packMicroseconds: number;
  least: LeastBytes;
};

/**
 * Measures what minutes take on disk, indexes and TOAST included, as the fold writes them and packed, and how long the
 * same question over them takes: twenty-four hours of one service at one minute, by series.
 */
export async function measureStorage({
  say,
}: {
  say: (line: string) => void;
}): Promise<StorageReport> {
  const parent = await mkdtemp(join(tmpdir(), "headroom-bench-"));
  await chmod(parent, 0o711);
  const unlock = await lockDataDir(join(parent, "data"));
  const postgres = await startEmbeddedPostgres(join(parent, "data"));
  try {
    process.env.DATABASE_URL = postgres.url;
    await migrate(postgres.url, resolve("prisma/migrations"));
    forgetPartitions();
    return await measure(postgres.url, say);
  } finally {
    await closePools();
    globalThis.headroomSeriesCatalog = undefined;
    await postgres.stop();
    await unlock();
    await rm(parent, { recursive: true, force: true });
  }
}

async function measure(url: string, say: (line: string) => void): Promise<StorageReport> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const dayStart = Math.floor(Date.now() / 1000 / DAY - 3) * DAY;
    say("storage: seeding a day of minutes");
    const rows = await seedMinutes(client, dayStart);
    await client.query("VACUUM ANALYZE");
    const plain = await ask(client, { dayStart, rows, table: "request_1m" });
    say("storage: packing it");
    const cpu = process.cpuUsage();
    const packedRows = await packDay(client, url);
    const { user, system } = process.cpuUsage(cpu);
    if (packedRows !== rows) throw new Error(`${packedRows} minutes were packed, not ${rows}`);
    await client.query("VACUUM ANALYZE");
    const packed = await ask(client, { dayStart, rows, table: "request_1m_packed" });
    const packMicroseconds = (user + system) / rows;
    const least = leastBytes();
    return { rows, samplesARow: SAMPLES, plain, packed, packMicroseconds, least };
  } finally {
    await client.end();
  }
}

async function packDay(client: pg.Client, url: string): Promise<number> {
  const pool = createPool(url, { name: "bench", max: 2, statementTimeoutMs: 60_000 });
  let rows = 0;
  for (;;) {
    const plan = await planPacking(client, Math.floor(Date.now() / 1000));
    if (plan === null) break;
    for (const part of plan.parts) rows += await packPart(client, pool, part);
  }
  await pool.end();
  return rows;
}

async function ask(
  client: pg.Client,
  { dayStart, rows, table }: { dayStart: number; rows: number; table: string },
): Promise<AskedTimes> {
  const bytes = await bytesOf(client, table);
  const params = requestsParams.parse({
    from: String(dayStart * 1000),
    to: String((dayStart + DAY) * 1000),
    step: 60,
    service: SEEDED_SERVICE,
    groupBy: "route",
  });
  const expected = ROUTES * MINUTES_A_DAY * SAMPLES;
  const times: number[] = [];
  for (let n = -WARM_CALLS; n < CALLS; n++) {
    const began = performance.now();
    const { groups } = await queryRequests(params, Date.now());
    if (n >= 0) times.push(performance.now() - began);
    const requests = groups.reduce((sum, { totals }) => sum + (totals.requestCount ?? 0), 0);
    if (requests !== expected) throw new Error(`${requests} requests, not ${expected}`);
  }
  return {
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    bytesARow: bytes / rows,
  };
}

async function bytesOf(client: pg.Client, table: string): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "SELECT sum(pg_total_relation_size(inhrelid)) AS bytes FROM pg_inherits WHERE inhparent = $1::regclass",
    [table],
  );
  return Number(rows[0]?.bytes ?? 0);
}
