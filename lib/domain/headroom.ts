/** What Headroom knows of its own work. Each thread tells its part once a second. */

/** Nearest-rank quantiles of the last thousand, and how many there were since the start. Null: none was measured. */
export type DurationFigures = {
  count: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
};

export type ThreadName = "main" | "ingest" | "jobs";

/** Delays, utilisation and the share of time in garbage collection (0–1) are those of the last second. */
export type ThreadFigures = {
  thread: ThreadName;
  eventLoopDelayP50Ms: number;
  eventLoopDelayP99Ms: number;
  eventLoopUtilisation: number;
  heapUsedBytes: number;
  heapLimitBytes: number;
  gcShare: number;
  pools: PoolFigures[];
  /** What it measured since it was last asked. */
  measured: Measured[];
};

/** What lasts, and is told as a histogram. */
export type MeasuredDuration =
  | "ingest lag"
  | "group commit"
  | "fold"
  | "garbage collection"
  | "pool wait"
  | "pool use";

/** A duration, or a wait for a pool's connection that was given up. */
export type Measured =
  | { what: MeasuredDuration; ms: number; attributes: Record<string, string> }
  | { what: "pool timeout"; pool: string };

/** Connections of a pool; `waiting`: who waits for one. */
export type PoolFigures = {
  name: string;
  thread: ThreadName;
  used: number;
  idle: number;
  waiting: number;
  max: number;
};

/** Lookups since the start. */
export type CacheFigures = {
  name: string;
  layer: string;
  hits: number;
  misses: number;
  evictions: number;
  entries: number;
  /** Null: it is not bounded. */
  mostEntries: number | null;
};

/** What was committed of a signal since the start; `accepted`: spans, points, records or requests. */
export type IngestTotals = {
  signal: string;
  bodies: number;
  accepted: number;
  replays: number;
  late: number;
};

export type IngestFigures = {
  totals: IngestTotals[];
  /** From the last byte of a body to its commit. */
  lag: DurationFigures;
  /** Group commits; `bodies`: how many shared one on average, null: there was none. */
  commits: DurationFigures & { bodies: number | null };
  spool: { bytes: number; mostBytes: number };
  databaseHealthy: boolean;
};

/** What the jobs of this process did; null members: not yet. */
export type JobFigures = {
  fold: DurationFigures;
  lastFoldMs: number | null;
  packer: { lastMs: number | null; packedRows: number; plainSince: number | null };
  retention: { lastMs: number | null; droppedPartitions: number; busyPartitions: number };
};

/** What had ended longer ago than this when it arrived is late: the open pages have moved on. */
export const LATE_AFTER_SECONDS = 300;
