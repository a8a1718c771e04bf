import type { Pool } from "pg";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { loadRequestSeries, type RequestSeriesRow } from "@/lib/store/request-series.ts";

/** A reader may not see what a transaction registered with an earlier time until it commits. */
const OVERLAP_MS = 120_000;

export type TierIdentity = { key: ServiceKey; keyText: string; source: RequestSeriesRow["source"] };

/** The request series of the store in memory, read again when an id is not known. */
export class SeriesDictionary {
  private readonly tierIds = new Map<bigint, bigint>();
  private readonly tiers = new Map<bigint, TierIdentity>();
  private newestMs = 0;

  constructor(private readonly pool: Pool) {}

  /** Makes sure that these series are known, as far as the store has them. */
  async know(ids: Iterable<bigint>): Promise<void> {
    for (const id of ids) {
      if (this.tierIds.has(id)) continue;
      await this.refresh();
      return;
    }
  }

  private async refresh(): Promise<void> {
    const since = Math.max(this.newestMs - OVERLAP_MS, 0);
    for (const row of await loadRequestSeries(this.pool, since)) {
      this.tierIds.set(row.seriesId, row.tierId);
      this.newestMs = Math.max(this.newestMs, row.registeredMs);
      if (this.tiers.has(row.tierId)) continue;
      const key = {
        namespace: row.namespace,
        service: row.service,
        environment: row.environment,
      };
      this.tiers.set(row.tierId, { key, keyText: serviceKeyText(key), source: row.source });
    }
  }

  /** The service tier of a series. */
  tierOf(id: bigint): bigint | undefined {
    return this.tierIds.get(id);
  }

  /** Which service and source a service tier is. */
  identityOf(tierId: bigint): TierIdentity | undefined {
    return this.tiers.get(tierId);
  }
}
