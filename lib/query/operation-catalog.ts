import { loadOperationSeries, type OperationSeriesRow } from "@/lib/store/operation-series.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { RegisteredSeries } from "./registered-series.ts";

/** The operation series of the store. */
export class OperationCatalog extends RegisteredSeries<OperationSeriesRow> {
  constructor(database: Queryable) {
    super(database, { load: loadOperationSeries });
  }

  /** The target of a series. */
  targetOf(id: bigint): bigint | undefined {
    return this.byId.get(id)?.targetId;
  }
}
