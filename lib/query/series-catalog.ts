import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { loadRequestSeries, type RequestSeriesRow } from "@/lib/store/request-series.ts";
import { RegisteredSeries } from "./registered-series.ts";

/** A service and one source of its counts, as the service tiers have it. */
export type TierIdentity = { key: ServiceKey; keyText: string; source: RequestSeriesRow["source"] };

/** The request series of the store, and the service tiers that they belong to. */
export class SeriesCatalog extends RegisteredSeries<RequestSeriesRow> {
  private readonly tiers = new Map<bigint, TierIdentity>();

  constructor(database: Queryable) {
    super(database, { load: loadRequestSeries, added: (row) => this.addTier(row) });
  }

  protected override has(id: bigint): boolean {
    return super.has(id) || this.tiers.has(id);
  }

  private addTier(row: RequestSeriesRow): void {
    if (this.tiers.has(row.tierId)) return;
    const { namespace, service, environment, source } = row;
    const key = { namespace, service, environment };
    this.tiers.set(row.tierId, { key, keyText: serviceKeyText(key), source });
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
