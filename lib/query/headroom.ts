import type { HeadroomParams, HeadroomResponse } from "@/lib/contract/headroom.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { readPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { type SelfFigures, selfFigures } from "@/lib/platform/self-figures.ts";
import { readDatabaseBytes, readTableUsage } from "@/lib/store/disk-usage.ts";
import { loadNewestBucket, loadSlotStates } from "@/lib/store/ingest-counts.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { keptFor } from "@/lib/store/retention.ts";
import packageJson from "@/package.json" with { type: "json" };
import { readIntake } from "./headroom-intake.ts";
import { processFigures } from "./headroom-process.ts";
import { seriesCatalog } from "./request-loading.ts";
import { kindOfTable } from "./table-kinds.ts";

const BUCKET_SECONDS = 10;

/** Whether answers can be trusted: how fresh they are, what was taken and refused, what is kept. Throws `ParameterError`. */
export async function queryHeadroom(
  params: HeadroomParams,
  nowMs: number,
): Promise<HeadroomResponse> {
  const range = resolveRange(params, nowMs);
  const pool = readPool();
  const self = selfFigures();
  const [freshness, intake, jobs, storage] = await Promise.all([
    readFreshness(pool, self, nowMs),
    readIntake(pool, range, self),
    readJobs(pool, self, nowMs),
    readStorage(pool),
  ]);
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    now: new Date(nowMs).toISOString(),
    version: packageJson.version,
    startedAt: new Date(nowMs - process.uptime() * 1000).toISOString(),
    freshness,
    intake,
    jobs,
    storage,
    process: processFigures(self),
  };
}

async function readFreshness(
  pool: Queryable,
  self: SelfFigures,
  nowMs: number,
): Promise<HeadroomResponse["freshness"]> {
  const catalog = seriesCatalog();
  await catalog.refresh(nowMs);
  const others = new Set<bigint>();
  for (const { service, tierId } of catalog.all()) if (service !== SELF_SERVICE) others.add(tierId);
  const bucket = await loadNewestBucket(pool, [...others]);
  const newestMs = bucket === null ? null : Math.min((bucket + BUCKET_SECONDS) * 1000, nowMs);
  return {
    newestDataAt: instantOf(newestMs),
    newestDataAgeMs: newestMs === null ? null : nowMs - newestMs,
    lag: self.ingest?.lag ?? null,
  };
}

async function readJobs(
  pool: Queryable,
  { jobs }: SelfFigures,
  nowMs: number,
): Promise<HeadroomResponse["jobs"]> {
  const { counts, oldestSealedMs } = await loadSlotStates(pool);
  return {
    foldLagMs: oldestSealedMs === null ? 0 : Math.max(nowMs - oldestSealedMs, 0),
    slots: counts,
    fold: jobs?.fold ?? null,
    lastFoldAt: instantOf(jobs?.lastFoldMs ?? null),
    packer: jobs && {
      lastAt: instantOf(jobs.packer.lastMs),
      packedRows: jobs.packer.packedRows,
      plainSince: instantOf(jobs.packer.plainSince === null ? null : jobs.packer.plainSince * 1000),
    },
    retention: jobs && {
      lastAt: instantOf(jobs.retention.lastMs),
      droppedPartitions: jobs.retention.droppedPartitions,
      busyPartitions: jobs.retention.busyPartitions,
    },
  };
}

async function readStorage(pool: Queryable): Promise<HeadroomResponse["storage"]> {
  const [databaseBytes, usage] = await Promise.all([readDatabaseBytes(pool), readTableUsage(pool)]);
  const kept = new Map<string, number>(Object.entries(keptFor(env())));
  const tables = usage.map(({ oldest, newest, ...table }) => {
    const keptMs = kept.get(table.table);
    return {
      ...table,
      ...kindOfTable(table.table),
      oldestAt: instantOf(oldest === null ? null : oldest * 1000),
      newestAt: instantOf(newest === null ? null : newest * 1000),
      keptForSeconds: keptMs === undefined ? null : keptMs / 1000,
    };
  });
  return { databaseBytes, tables };
}

const instantOf = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();
