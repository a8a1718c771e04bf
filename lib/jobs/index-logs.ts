import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { buildLogSlice, type LogChunk, sliceRanges, timesOf } from "@/lib/aggregate/log-slice.ts";
import { log } from "@/lib/platform/log.ts";
import {
  findLogChunks,
  hasPassed,
  readIndexedThrough,
  readLogsToIndex,
  readWriteHorizon,
  tryLogIndexLock,
  type WriteHorizon,
  writeLogSlice,
} from "@/lib/store/log-index.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";

const LOOK_MS = 1_000;
const RETRY_MS = 2_000;
/** Chunks looked at together: a slice takes 64 under load, thousands when few records come at a time. */
const CHUNKS_A_LOOK = 128;
/** Ingest shares the processor: after a slice the job rests for as long as it worked. */
const REST_SHARE = 1;

/** Indexes log records as they arrive until the returned function is called; one process of many works at a time. */
export function startLogIndexing(pool: Pool): () => Promise<void> {
  const loop = new IndexLoop(pool);
  const done = loop.run();
  return async () => {
    loop.stop();
    await done;
    await pool.end();
  };
}

class IndexLoop {
  private stopped = false;
  private readonly interrupted = new AbortController();
  private horizon: WriteHorizon | null = null;
  /** Chunks up to here are committed or will never be. */
  private settled = 0n;
  /** One connection for good: the lock is its session's. */
  private client: PoolClient | null = null;

  constructor(private readonly pool: Pool) {}

  stop(): void {
    this.stopped = true;
    this.interrupted.abort();
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      try {
        this.client ??= await this.pool.connect();
        if (await tryLogIndexLock(this.client)) await this.catchUp(this.client);
        await this.rest(LOOK_MS);
      } catch (error) {
        if (!this.stopped) log.warn("log index failed, tried again", { reason: String(error) });
        this.client?.release(true);
        this.client = null;
        await this.rest(RETRY_MS);
      }
    }
    this.client?.release(true);
  }

  private async catchUp(client: PoolClient): Promise<void> {
    await this.settle(client);
    while (!this.stopped) {
      const beganMs = performance.now();
      if (!(await indexNextSlice(client, this.settled))) return;
      await this.rest((performance.now() - beganMs) * REST_SHARE);
    }
  }

  private async settle(client: PoolClient): Promise<void> {
    if (this.horizon && (await hasPassed(client, this.horizon))) {
      this.settled = this.horizon.arrivalId;
      this.horizon = null;
    }
    this.horizon ??= await readWriteHorizon(client);
  }

  private rest(ms: number): Promise<unknown> {
    return sleep(ms, undefined, { signal: this.interrupted.signal }).catch(() => undefined);
  }
}

/** Indexes the next records up to a chunk whose transactions have ended; false: they do not fill a slice yet. */
export async function indexNextSlice(client: PoolClient, through: bigint): Promise<boolean> {
  const after = await readIndexedThrough(client);
  if (through <= after) return false;
  const ranges = await nextRanges(client, { after, through });
  const [first, last] = [ranges?.at(0), ranges?.at(-1)];
  if (!ranges || !first || !last) return false;
  const logs = await readLogsToIndex(client, first.firstArrival, last.lastArrival);
  const slice = buildLogSlice(ranges, logs);
  await ensurePartitionsAt(client, {
    table: "log_slices",
    seconds: [Number(timesOf(slice.blocks).toNs / 1_000_000_000n)],
  });
  await ensurePartitionsAt(client, {
    table: "log_counts",
    seconds: slice.counts.map(({ bucket }) => bucket),
  });
  await writeLogSlice(client, slice);
  return true;
}

async function nextRanges(
  client: PoolClient,
  { after, through }: { after: bigint; through: bigint },
) {
  const chunks: LogChunk[] = [];
  for (let limit = CHUNKS_A_LOOK; ; limit *= 4) {
    const found = await findLogChunks(client, {
      after: chunks.at(-1)?.arrivalId ?? after,
      through,
      limit,
    });
    chunks.push(...found);
    const ranges = sliceRanges(chunks);
    if (ranges !== null || found.length < limit) return ranges;
  }
}
