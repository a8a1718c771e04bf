import { loadOperationSeries, type OperationSeriesRow } from "@/lib/store/operation-series.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

/** A reader may not see what a transaction registered with an earlier time until it commits. */
const OVERLAP_MS = 60_000;
const FRESH_MS = 1_000;

/** The operation series of the store in memory; only what is new is read again. */
export class OperationCatalog {
  private readonly byId = new Map<bigint, OperationSeriesRow>();
  private newestMs = 0;
  private loadedMs = 0;
  private loading: Promise<void> | null = null;

  constructor(private readonly database: Queryable) {}

  /** Reads what was registered since, unless that was done within the last second. */
  async refresh(nowMs: number): Promise<void> {
    if (nowMs - this.loadedMs < FRESH_MS) return;
    await this.reload(nowMs);
  }

  /** Makes sure that these series are known, as far as the store has them. */
  async know(ids: Iterable<bigint>, nowMs: number): Promise<void> {
    for (const id of ids) {
      if (this.byId.has(id)) continue;
      await this.reload(nowMs);
      return;
    }
  }

  private reload(nowMs: number): Promise<void> {
    this.loading ??= this.load(nowMs).finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  private async load(nowMs: number): Promise<void> {
    const rows = await loadOperationSeries(this.database, Math.max(this.newestMs - OVERLAP_MS, 0));
    for (const row of rows) {
      this.newestMs = Math.max(this.newestMs, row.registeredMs);
      if (!this.byId.has(row.seriesId)) this.byId.set(row.seriesId, row);
    }
    this.loadedMs = nowMs;
  }

  /** Every series, in the order of registration. */
  all(): Iterable<OperationSeriesRow> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  /** The target of a series. */
  targetOf(id: bigint): bigint | undefined {
    return this.byId.get(id)?.targetId;
  }
}
