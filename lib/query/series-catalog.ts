import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { loadRequestSeries, type RequestSeriesRow } from "@/lib/store/request-series.ts";

/** A reader may not see what a transaction registered with an earlier time until it commits. */
const OVERLAP_MS = 60_000;
const FRESH_MS = 1_000;

/** A service and one source of its counts, as the service tiers have it. */
export type TierIdentity = { key: ServiceKey; keyText: string; source: RequestSeriesRow["source"] };

/** The request series of the store in memory; only what is new is read again. */
export class SeriesCatalog {
  private readonly byId = new Map<bigint, RequestSeriesRow>();
  private readonly tiers = new Map<bigint, TierIdentity>();
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
      if (this.byId.has(id) || this.tiers.has(id)) continue;
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
    const rows = await loadRequestSeries(this.database, Math.max(this.newestMs - OVERLAP_MS, 0));
    for (const row of rows) {
      this.newestMs = Math.max(this.newestMs, row.registeredMs);
      if (this.byId.has(row.seriesId)) continue;
      this.byId.set(row.seriesId, row);
      if (this.tiers.has(row.tierId)) continue;
      const { namespace, service, environment, source } = row;
      const key = { namespace, service, environment };
      this.tiers.set(row.tierId, { key, keyText: serviceKeyText(key), source });
    }
    this.loadedMs = nowMs;
  }

  /** Every series, in the order of registration. */
  all(): Iterable<RequestSeriesRow> {
    return this.byId.values();
  }

  get size(): number {
    return this.byId.size;
  }

  series(id: bigint): RequestSeriesRow | undefined {
    return this.byId.get(id);
  }

  /** The service tier of a series. */
  tierOf(id: bigint): bigint | undefined {
    return this.byId.get(id)?.tierId;
  }

  /** Which service and source a service tier is. */
  identityOf(tierId: bigint): TierIdentity | undefined {
    return this.tiers.get(tierId);
  }

  /** Service tiers and series of the services that report both spans and metrics. */
  reportedTwice(): { tierIds: bigint[]; seriesIds: bigint[] } {
    const ofService = new Map<string, bigint[]>();
    for (const [tierId, { keyText, source }] of this.tiers) {
      if (source !== "none") ofService.set(keyText, [...(ofService.get(keyText) ?? []), tierId]);
    }
    const tierIds = [...ofService.values()].filter((ids) => ids.length > 1).flat();
    const twice = new Set(tierIds);
    const rows = [...this.byId.values()].filter((row) => twice.has(row.tierId));
    return { tierIds, seriesIds: rows.map((row) => row.seriesId) };
  }
}
