import { addDistribution, type Distribution, emptyDistribution } from "./distribution.ts";

/** Rows per request series, per service and source, per operation series, and per target of operations. */
export const TIER_KINDS = ["series", "service", "operation", "target"] as const;
export type TierKind = (typeof TIER_KINDS)[number];

/** What a series or service did in one bucket (Unix seconds of its start). */
export type TierRow = {
  id: bigint;
  bucket: number;
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  distribution: Distribution;
  /** 16 bytes: the trace of the slowest request that is known. */
  exemplarTraceId: Buffer | null;
};

/** Rows under construction, by id and bucket. */
export class TierRows {
  private readonly rows = new Map<bigint, Map<number, TierRow>>();

  /** Adds figures to the row of an id and bucket; `factor` −1 takes them away. */
  add(id: bigint, bucket: number, figures: Omit<TierRow, "id" | "bucket">, factor = 1): void {
    const row = this.row(id, bucket);
    row.count += figures.count * factor;
    row.errors += figures.errors * factor;
    row.sumSeconds += figures.sumSeconds * factor;
    addDistribution(row.distribution, figures.distribution, factor);
    if (factor < 0) return;
    if (figures.exemplarTraceId !== null) {
      if (row.exemplarTraceId === null || figures.maxSeconds >= row.maxSeconds) {
        row.exemplarTraceId = figures.exemplarTraceId;
      }
    }
    row.maxSeconds = Math.max(row.maxSeconds, figures.maxSeconds);
  }

  private row(id: bigint, bucket: number): TierRow {
    let ofId = this.rows.get(id);
    if (!ofId) {
      ofId = new Map();
      this.rows.set(id, ofId);
    }
    let row = ofId.get(bucket);
    if (!row) {
      row = {
        id,
        bucket,
        count: 0,
        errors: 0,
        sumSeconds: 0,
        maxSeconds: 0,
        distribution: emptyDistribution(),
        exemplarTraceId: null,
      };
      ofId.set(bucket, row);
    }
    return row;
  }

  /** The row of an id and bucket. */
  get(id: bigint, bucket: number): TierRow | undefined {
    return this.rows.get(id)?.get(bucket);
  }

  /** Every row, by id and bucket, so that all writers take their locks in one order. */
  sorted(): TierRow[] {
    return [...this.rows.values()]
      .flatMap((ofId) => [...ofId.values()])
      .sort((a, b) => (a.id === b.id ? a.bucket - b.bucket : a.id < b.id ? -1 : 1));
  }
}

/** The same figures in wider buckets. */
export function widen(rows: Iterable<TierRow>, seconds: number): TierRows {
  const wider = new TierRows();
  for (const row of rows) wider.add(row.id, row.bucket - (row.bucket % seconds), row);
  return wider;
}

/** The same figures under other ids, such as the series' services; rows without one are left out. */
export function regroup(
  rows: Iterable<TierRow>,
  idOf: (id: bigint) => bigint | undefined,
): TierRows {
  const regrouped = new TierRows();
  for (const row of rows) {
    const id = idOf(row.id);
    if (id !== undefined) regrouped.add(id, row.bucket, row);
  }
  return regrouped;
}
