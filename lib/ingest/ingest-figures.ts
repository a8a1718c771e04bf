import type { Pool } from "pg";
import type { PoolFigures } from "@/lib/domain/headroom.ts";
import { RecentDurations } from "@/lib/domain/recent-durations.ts";
import { poolFigures } from "@/lib/platform/db.ts";
import { log } from "@/lib/platform/log.ts";
import { ThreadWatch } from "@/lib/platform/thread-figures.ts";
import { addIngestCount } from "@/lib/store/ingest-counts.ts";
import type { Committed } from "./group-commit.ts";
import { IngestCounts } from "./ingest-counts.ts";
import type { IngestReport } from "./messages.ts";
import type { Spool } from "./spool.ts";

/** What the ingest thread measures of its own work. */
export class OwnFigures {
  readonly counts = new IngestCounts();
  private readonly lags = new RecentDurations();
  private readonly commits = new RecentDurations();
  private readonly watch: ThreadWatch;
  private bodies = 0;
  private groups = 0;

  constructor(
    private readonly parts: { pool: Pool; spool: Spool; writerId: bigint; now: () => number },
  ) {
    this.watch = new ThreadWatch("ingest", () => this.pools());
  }

  /** Notes a transaction that was committed. */
  note({ items, group, durationMs }: Committed): void {
    const others = items.filter((item) => !item.isOwn);
    if (others.length === 0) return;
    const nowMs = this.parts.now();
    for (const item of others) this.lags.add(Math.max(nowMs - item.receivedMs, 0));
    this.commits.add(durationMs);
    this.bodies += others.length;
    this.groups++;
    this.counts.add(group.tally, others[0]?.receivedMs ?? nowMs);
  }

  report(databaseHealthy: boolean): IngestReport {
    const bodies = this.groups === 0 ? null : this.bodies / this.groups;
    return {
      ingest: {
        totals: this.counts.since(),
        lag: this.lags.figures(),
        commits: { ...this.commits.figures(), bodies },
        spool: this.parts.spool.usage,
        databaseHealthy,
      },
      thread: this.watch.figures(),
      newLagsMs: this.lags.takeNew(),
      newCommitsMs: this.commits.takeNew(),
    };
  }

  async store(): Promise<void> {
    const { pool, writerId } = this.parts;
    for (const count of this.counts.take()) {
      try {
        await addIngestCount(pool, writerId, count);
      } catch (error) {
        log.warn("what was taken could not be counted", { reason: String(error) });
      }
    }
  }

  stop(): void {
    this.watch.stop();
  }

  private pools(): PoolFigures[] {
    return [poolFigures("ingest", "ingest", this.parts.pool)];
  }
}
