import {
  addDistribution,
  type Distribution,
  decodeDistribution,
  emptyDistribution,
  readDistribution,
} from "@/lib/aggregate/distribution.ts";

import { DistributionMerger, type QuantileBand } from "@/lib/aggregate/quantile.ts";

/** What a stored row adds to a cell; its distribution lies in `bytes` from `start` to `end`. */
export type OperationPart = {
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  bytes: Buffer;
  start: number;
  end: number;
  /** Where 16 bytes of a trace id begin in `bytes`; null: none is known. */
  exemplarAt: number | null;
};

const reused = new DistributionMerger();

/** What operations did in a point or in a range; cells merge exactly. Counts are weight-adjusted. */
export class OperationCell {
  count = 0;
  errors = 0;
  sumSeconds = 0;
  maxSeconds = 0;
  private readonly sources: Buffer[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private exemplarBytes: Buffer | null = null;
  private exemplarAt = 0;

  add(part: OperationPart): void {
    const isSlowest = part.maxSeconds >= this.maxSeconds;
    this.count += part.count;
    this.errors += part.errors;
    this.sumSeconds += part.sumSeconds;
    if (part.exemplarAt !== null && (isSlowest || this.exemplarBytes === null)) {
      this.exemplarBytes = part.bytes;
      this.exemplarAt = part.exemplarAt;
    }
    if (isSlowest) this.maxSeconds = part.maxSeconds;
    this.sources.push(part.bytes);
    this.starts.push(part.start);
    this.ends.push(part.end);
  }

  /** Adds what another cell has. */
  addCell(cell: OperationCell): void {
    const isSlowest = cell.maxSeconds >= this.maxSeconds;
    this.count += cell.count;
    this.errors += cell.errors;
    this.sumSeconds += cell.sumSeconds;
    if (cell.exemplarBytes !== null && (isSlowest || this.exemplarBytes === null)) {
      this.exemplarBytes = cell.exemplarBytes;
      this.exemplarAt = cell.exemplarAt;
    }
    if (isSlowest) this.maxSeconds = cell.maxSeconds;
    for (let i = 0; i < cell.sources.length; i++) {
      this.sources.push(cell.sources[i] ?? Buffer.alloc(0));
      this.starts.push(cell.starts[i] ?? 0);
      this.ends.push(cell.ends[i] ?? 0);
    }
  }

  /** The trace of the slowest operation that is known, 32 hex digits; null: none is known. It may not be kept. */
  get exemplarTraceId(): string | null {
    const { exemplarBytes: bytes, exemplarAt: at } = this;
    return bytes === null ? null : bytes.toString("hex", at, at + 16);
  }

  /** Puts the durations of all operations into a merger. */
  fill(merger: DistributionMerger): void {
    for (const [i, source] of this.sources.entries()) {
      readDistribution(source, merger, this.starts[i], this.ends[i]);
    }
  }

  /** Quantiles of the durations in seconds (each 0 < q ≤ 1, ascending); null: there was no operation. */
  quantiles(qs: readonly number[]): (QuantileBand | null)[] {
    reused.clear();
    this.fill(reused);
    return reused.quantiles(qs, this.maxSeconds);
  }

  /** The durations of all operations. Slower than `quantiles`. */
  get distribution(): Distribution {
    const merged = emptyDistribution();
    for (const [i, source] of this.sources.entries()) {
      addDistribution(
        merged,
        decodeDistribution(source.subarray(this.starts[i] ?? 0, this.ends[i] ?? 0)),
      );
    }
    return merged;
  }
}
