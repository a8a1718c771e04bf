import { liveChanges } from "@/lib/platform/live-bus.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

/** A reader may not see what a transaction registered with an earlier time until it commits. */
const OVERLAP_MS = 60_000;
const FRESH_MS = 1_000;

type Registered = { seriesId: bigint; registeredMs: number };

/** Series of the store in memory, by their id; only what is new is read again. */
export class RegisteredSeries<Row extends Registered> {
  protected readonly byId = new Map<bigint, Row>();
  private newestMs = 0;
  private loadedMs = 0;
  private loadedChanges = -1;
  private loading: Promise<void> | null = null;

  /** `load`: the series that were registered at or after a moment. `added`: called once for each that is new. */
  constructor(
    private readonly database: Queryable,
    private readonly from: {
      load: (database: Queryable, sinceMs: number) => Promise<readonly Row[]>;
      added?: (row: Row) => void;
    },
  ) {}

  /** Reads what was registered since, unless that was done within the last second and nothing was announced since. */
  async refresh(nowMs: number): Promise<void> {
    await this.loading;
    const current = this.loadedChanges === liveChanges();
    if (current && nowMs - this.loadedMs < FRESH_MS) return;
    await this.reload(nowMs);
  }

  /** Makes sure that these series are known, as far as the store has them. */
  async know(ids: Iterable<bigint>, nowMs: number): Promise<void> {
    for (const id of ids) {
      if (this.has(id)) continue;
      await this.reload(nowMs);
      return;
    }
  }

  /** Every series, in the order of registration. */
  all(): Iterable<Row> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  protected has(id: bigint): boolean {
    return this.byId.has(id);
  }

  private reload(nowMs: number): Promise<void> {
    this.loading ??= this.load(nowMs).finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async load(nowMs: number): Promise<void> {
    const changes = liveChanges();
    const sinceMs = Math.max(this.newestMs - OVERLAP_MS, 0);
    for (const row of await this.from.load(this.database, sinceMs)) {
      this.newestMs = Math.max(this.newestMs, row.registeredMs);
      if (this.byId.has(row.seriesId)) continue;
      this.byId.set(row.seriesId, row);
      this.from.added?.(row);
    }
    this.loadedMs = nowMs;
    this.loadedChanges = changes;
  }
}
