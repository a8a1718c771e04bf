import { z } from "zod";
import { instant, rangeParams } from "./time.ts";

export const headroomParams = z.object(rangeParams);
export type HeadroomParams = z.infer<typeof headroomParams>;

const signal = z.enum(["traces", "metrics", "logs", "requests"]);

/** Nearest-rank quantiles of the last thousand, `count` of them all since the start; null: none was measured. */
const durations = z.object({
  count: z.number(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
});

const signalFigures = z.object({
  signal,
  /** Bodies that were acknowledged, replays among them. */
  bodies: z.number(),
  /** Spans, data points, log records or requests that were stored or counted. */
  accepted: z.number(),
  /** Of the same things, or of whole bodies that were turned away: `refusals` has the reasons. */
  refused: z.number(),
  /** Bodies that came again and were not counted again. */
  replays: z.number(),
  /** Of `accepted`, what had ended more than `lateAfterSeconds` before it arrived. */
  late: z.number(),
});

const refusal = z.object({
  signal: z.enum(["traces", "metrics", "logs", "requests", "any"]),
  reason: z.string(),
  count: z.number(),
  /** Start of the last minute in which it happened. */
  lastAt: instant,
});

/** One table with its partitions. Bytes include indexes and TOAST. */
const table = z.object({
  table: z.string(),
  /** What it holds, for grouping: requests, services, traces, logs, metrics, intake, configuration. */
  concern: z.string(),
  /** Width of its rows, `packed 1 min`, `raw` or `arrivals`. */
  tier: z.string(),
  bytes: z.number(),
  /** Postgres' estimate; null: not analysed yet. */
  rows: z.number().nullable(),
  partitions: z.number(),
  /** What its partitions cover: start of the oldest, end of the newest; null: it is not partitioned by time. */
  oldestAt: instant.nullable(),
  newestAt: instant.nullable(),
  /** How long rows are kept; null: for good, or until they are folded. */
  keptForSeconds: z.number().nullable(),
});

const pool = z.object({
  name: z.string(),
  thread: z.string(),
  used: z.number(),
  idle: z.number(),
  waiting: z.number(),
  max: z.number(),
});

/** A thread of this process; delays and utilisation (0–1) over the last second. */
const thread = z.object({
  thread: z.enum(["main", "ingest", "jobs"]),
  eventLoopDelayP50Ms: z.number(),
  eventLoopDelayP99Ms: z.number(),
  eventLoopUtilisation: z.number(),
  heapUsedBytes: z.number(),
  heapLimitBytes: z.number(),
  /** Time in garbage collection as a share (0–1) of the last second. */
  gcShare: z.number(),
});

const cache = z.object({
  name: z.string(),
  layer: z.string(),
  hits: z.number(),
  misses: z.number(),
  evictions: z.number(),
  entries: z.number(),
  mostEntries: z.number().nullable(),
});

/** How far what jobs do lies behind. Null members: it has not happened yet, or another process does it. */
const jobs = z.object({
  /** Age of the oldest arrival that the tiers do not contain; such rows are read beside the tiers all the same. */
  foldLagMs: z.number(),
  slots: z.object({ open: z.number(), sealed: z.number(), folded: z.number(), free: z.number() }),
  fold: durations.nullable(),
  lastFoldAt: instant.nullable(),
  packer: z
    .object({
      lastAt: instant.nullable(),
      packedRows: z.number(),
      /** Start of the oldest hour whose minutes are not packed yet. */
      plainSince: instant.nullable(),
    })
    .nullable(),
  retention: z
    .object({
      lastAt: instant.nullable(),
      droppedPartitions: z.number(),
      /** Partitions that readers held; tried again. */
      busyPartitions: z.number(),
    })
    .nullable(),
});

export const headroomResponse = z.object({
  from: instant,
  to: instant,
  now: instant,
  version: z.string(),
  startedAt: instant,
  /** How fresh answers are. */
  freshness: z.object({
    /** End of the newest request of any service but Headroom that can be queried, to ten seconds; null: none. */
    newestDataAt: instant.nullable(),
    newestDataAgeMs: z.number().nullable(),
    /** From the last byte of a body to its commit, after which it can be queried. Null: this process takes none in. */
    lag: durations.nullable(),
  }),
  intake: z.object({
    signals: z.array(signalFigures),
    refusals: z.array(refusal),
    lateAfterSeconds: z.number(),
    spansReceived: z.number(),
    spansKept: z.number(),
    /** Of spans received in the range, how many are kept whole, 0–1; null: none came. */
    keptShare: z.number().nullable(),
    /** Group commits of this process; null: it takes nothing in. `bodies`: how many shared one, on average. */
    commits: durations.extend({ bodies: z.number().nullable() }).nullable(),
    /** What waits on disk while Postgres is away. */
    spool: z.object({ bytes: z.number(), mostBytes: z.number() }).nullable(),
    databaseHealthy: z.boolean().nullable(),
    /** Minute by minute over the range; a minute without any is 0. */
    points: z.array(
      z.object({ at: instant, accepted: z.number(), refused: z.number(), late: z.number() }),
    ),
    stepSeconds: z.number(),
  }),
  jobs,
  storage: z.object({
    databaseBytes: z.number(),
    tables: z.array(table),
  }),
  process: z.object({
    rssBytes: z.number(),
    /** Cores that the process used over the last second. */
    cpuCores: z.number(),
    uptimeSeconds: z.number(),
    threads: z.array(thread),
    pools: z.array(pool),
    caches: z.array(cache),
    /** Requests to the API that were over their rate limit, since the start. */
    rateLimited: z.number(),
  }),
});
export type HeadroomResponse = z.infer<typeof headroomResponse>;
