import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { JobFigures } from "@/lib/domain/headroom.ts";
import { RecentDurations } from "@/lib/domain/recent-durations.ts";
import { log } from "@/lib/platform/log.ts";
import { OperationCatalog } from "@/lib/query/operation-catalog.ts";
import { SeriesCatalog } from "@/lib/query/series-catalog.ts";
import { freeFoldedSlots, openSlotFill, sealOpenSlot, tryFoldLock } from "@/lib/store/arrival.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import type { RetentionSettings } from "@/lib/store/retention.ts";
import { mergeAttributeRows } from "@/lib/store/span-attribute-merge.ts";
import { foldSealedSlots } from "./fold.ts";
import { mergeUsers } from "./merge-users.ts";
import { MinutePacker } from "./packer.ts";
import { applyRetention } from "./retain.ts";
import { MetricRoller } from "./roll-metrics.ts";

const LOOK_MS = 500;
/** A slot is sealed when it has had rows for this long, or at once when it has this many bytes. */
const SLOT_MS = 6_000;
const SLOT_BYTES = 2 * 1024 * 1024;
/** Readers' statements end before this: then nobody's snapshot needs a folded slot's rows. */
const FREE_AFTER_MS = 45_000;
const RETENTION_MS = 300_000;
const RETRY_MS = 2_000;
/** Twice the time between two merges, so that a slow turn leaves nothing out. */
const MERGE_BACK_SECONDS = (2 * RETENTION_MS) / 1_000;

/** A loop that runs, and what it tells of its work. */
export type RunningFoldLoop = {
  stop: () => Promise<void>;
  figures: () => JobFigures;
  /** How long folds took since the last call, in milliseconds. */
  takeNewFolds: () => number[];
};

/** Folds, packs and retains until it is stopped; one process of many does the work at a time. */
export function startFoldLoop(
  pool: Pool,
  settings: RetentionSettings,
  now: () => number = Date.now,
): RunningFoldLoop {
  const loop = new FoldLoop(pool, settings, now);
  const done = loop.run();
  return {
    stop: async () => {
      loop.stop();
      await done;
      await pool.end();
    },
    figures: () => loop.figures(),
    takeNewFolds: () => loop.folds.takeNew(),
  };
}

class FoldLoop {
  private stopped = false;
  private retainedMs = 0;
  private fillingSinceMs: number | null = null;
  private readonly catalog: SeriesCatalog;
  private readonly operations: OperationCatalog;
  private readonly packer: MinutePacker;
  private readonly roller: MetricRoller;
  readonly folds = new RecentDurations();
  private lastFoldMs: number | null = null;
  private readonly dropped = { droppedPartitions: 0, busyPartitions: 0 };
  /** One connection for good: the lock that makes this process the folder is its session's. */
  private client: PoolClient | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly settings: RetentionSettings,
    private readonly now: () => number,
  ) {
    this.catalog = new SeriesCatalog(pool);
    this.operations = new OperationCatalog(pool);
    this.roller = new MetricRoller(pool, settings.acceptPastMs);
    this.packer = new MinutePacker(pool, settings.acceptPastMs, now());
  }

  stop(): void {
    this.stopped = true;
  }

  figures(): JobFigures {
    const lastMs = this.retainedMs === 0 ? null : this.retainedMs;
    return {
      fold: this.folds.figures(),
      lastFoldMs: this.lastFoldMs,
      packer: this.packer.figures,
      retention: { ...this.dropped, lastMs },
    };
  }

  async run(): Promise<void> {
    while (!this.stopped) {
      try {
        this.client ??= await this.pool.connect();
        if (await tryFoldLock(this.client)) await this.work(this.client);
        await sleep(LOOK_MS);
      } catch (error) {
        log.warn("fold failed, tried again", { reason: String(error) });
        // Another process may have dropped what this one believes to exist.
        forgetPartitions();
        this.client?.release(true);
        this.client = null;
        await sleep(RETRY_MS);
      }
    }
    this.client?.release(true);
  }

  private async work(client: PoolClient): Promise<void> {
    const { now } = this;
    const fill = await openSlotFill(client);
    if (!fill.hasRows) this.fillingSinceMs = null;
    else this.fillingSinceMs ??= now();
    const isOld = this.fillingSinceMs !== null && now() - this.fillingSinceMs >= SLOT_MS;
    if (isOld || fill.bytes > SLOT_BYTES) {
      await sealOpenSlot(client, now());
      this.fillingSinceMs = null;
    }
    await this.fold(client);
    await freeFoldedSlots(client, now() - FREE_AFTER_MS);
    await this.packer.turn(client, now);
    await this.roller.turn(client, now);
    if (now() - this.retainedMs < RETENTION_MS) return;
    const { dropped, busy } = await applyRetention(this.pool, this.settings, now());
    this.dropped.droppedPartitions += dropped;
    this.dropped.busyPartitions = busy;
    await mergeAttributeRows(this.pool, { nowMs: now(), lookBackSeconds: MERGE_BACK_SECONDS });
    await mergeUsers(client, { nowMs: now(), acceptPastMs: this.settings.acceptPastMs });
    this.retainedMs = now();
  }

  private async fold(client: PoolClient): Promise<void> {
    const { pool, catalog, operations, now } = this;
    const began = performance.now();
    const folded = await foldSealedSlots({ client, pool, catalog, operations, now });
    if (folded.length === 0) return;
    this.folds.add((performance.now() - began) / folded.length);
    this.lastFoldMs = now();
  }
}
