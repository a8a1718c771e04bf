import type { Client } from "pg";
import { addBucket, emptyDistribution, encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { sketchIndex } from "@/lib/aggregate/latency-sketch.ts";
import type { RequestSeries } from "@/lib/aggregate/request-series.ts";
import { regroup, type TierKind, type TierRow, widen } from "@/lib/aggregate/request-tiers.ts";
import { copyIn } from "@/lib/store/copy.ts";
import { CopyEncoder } from "@/lib/store/copy-binary.ts";
import { ensurePartitionsAt } from "@/lib/store/partitions.ts";
import { FIGURES, ID_COLUMN, TIER_TABLES, type TierSeconds } from "@/lib/store/request-tiers.ts";

/** Writes our tiers as the fold would have: minutes as they pass, wider rows from them each hour. */
export class TierSeeder {
  private readonly tierIds: Map<bigint, bigint>;
  private minutes: TierRow[] = [];
  /** One-minute rows of series written so far. */
  rows = 0;

  constructor(
    private readonly client: Client,
    series: readonly RequestSeries[],
  ) {
    this.tierIds = new Map(series.map(({ id, tierId }) => [id, tierId]));
  }

  /** What a series did in the minute that begins at `bucket` (Unix seconds), from its latencies in seconds. */
  add({ id, bucket, samples }: { id: bigint; bucket: number; samples: Float64Array }): void {
    const distribution = emptyDistribution();
    let sumSeconds = 0;
    let maxSeconds = 0;
    for (const seconds of samples) {
      addBucket(distribution, sketchIndex(seconds), 1);
      sumSeconds += seconds;
      if (seconds > maxSeconds) maxSeconds = seconds;
    }
    const exemplarTraceId = Buffer.alloc(16);
    exemplarTraceId.writeBigUInt64BE(id, 0);
    exemplarTraceId.writeUInt32BE(bucket, 8);
    const figures = { count: samples.length, errors: 0, sumSeconds, maxSeconds };
    this.minutes.push({ id, bucket, ...figures, distribution, exemplarTraceId });
  }

  /** Writes the rows of a whole hour. */
  async flushHour(): Promise<void> {
    const services = regroup(this.minutes, (id) => this.tierIds.get(id)).sorted();
    for (const [kind, rows] of [
      ["series", this.minutes],
      ["service", services],
    ] as const) {
      await this.write(kind, 60, rows);
      const fives = widen(rows, 300).sorted();
      await this.write(kind, 300, fives);
      await this.write(kind, 3_600, widen(fives, 3_600).sorted());
    }
    this.rows += this.minutes.length;
    this.minutes = [];
  }

  private async write(
    kind: TierKind,
    seconds: TierSeconds,
    rows: readonly TierRow[],
  ): Promise<void> {
    const table = TIER_TABLES[kind][seconds];
    await ensurePartitionsAt(this.client, { table, seconds: rows.map(({ bucket }) => bucket) });
    const encoder = new CopyEncoder(rows.length * 256);
    for (const row of rows) encode(encoder, row);
    await copyIn(
      this.client,
      `COPY ${table} (${ID_COLUMN[kind]}, bucket, ${FIGURES}) FROM STDIN (FORMAT binary)`,
      encoder.finish(),
    );
  }
}

function encode(encoder: CopyEncoder, row: TierRow): void {
  encoder.row(8);
  encoder.bigint(row.id);
  encoder.integer(row.bucket);
  encoder.double(row.count);
  encoder.double(row.errors);
  encoder.double(row.sumSeconds);
  encoder.double(row.maxSeconds);
  encoder.bytes(encodeDistribution(row.distribution));
  if (row.exemplarTraceId === null) encoder.null();
  else encoder.uuid(row.exemplarTraceId);
}
