import { addBucket, emptyDistribution, encodeDistribution } from "./distribution.ts";
import type { RequestSeries } from "./request-series.ts";

/** Seconds that a bucket of the finest tier spans. */
export const BUCKET_SECONDS = 10;

/** What one group commit adds to one series in one 10-second bucket. */
export class RequestCell<Series = RequestSeries> {
  count = 0;
  errors = 0;
  sumSeconds = 0;
  maxSeconds = 0;
  /** Trace id of the slowest request, 16 bytes; meaningful while `hasExemplar`. */
  readonly exemplar = new Uint8Array(16);
  hasExemplar = false;
  private zeros = 0;
  private samples = new Int16Array(32);
  private used = 0;
  private weighted: Map<number, number> | null = null;

  constructor(
    readonly series: Series,
    readonly bucket: number,
  ) {}

  /** Adds a request that stands for `weight` requests; `index` is its sketch bucket, −32768 for zero seconds. */
  add(seconds: number, index: number, weight: number, isError: boolean): void {
    this.count += weight;
    this.sumSeconds += seconds * weight;
    if (isError) this.errors += weight;
    if (seconds > this.maxSeconds) this.maxSeconds = seconds;
    if (seconds <= 0) this.zeros += weight;
    else if (weight === 1) this.push(index);
    else this.addWeighted(index, weight);
  }

  /** Remembers the trace id at `offset` as the example of this cell. */
  setExemplar(bytes: Uint8Array, offset: number): void {
    for (let i = 0; i < 16; i++) this.exemplar[i] = bytes[offset + i] ?? 0;
    this.hasExemplar = true;
  }

  /** Adds what another cell of the same bucket has. */
  addCell(cell: RequestCell<Series>): void {
    if (cell.hasExemplar && (cell.maxSeconds > this.maxSeconds || !this.hasExemplar)) {
      this.setExemplar(cell.exemplar, 0);
    }
    this.count += cell.count;
    this.errors += cell.errors;
    this.sumSeconds += cell.sumSeconds;
    this.maxSeconds = Math.max(this.maxSeconds, cell.maxSeconds);
    this.zeros += cell.zeros;
    this.makeRoom(cell.used);
    this.samples.set(cell.samples.subarray(0, cell.used), this.used);
    this.used += cell.used;
    for (const [index, weight] of cell.weighted ?? []) this.addWeighted(index, weight);
  }

  private push(index: number): void {
    this.makeRoom(1);
    this.samples[this.used++] = index;
  }

  private makeRoom(samples: number): void {
    if (this.used + samples <= this.samples.length) return;
    const larger = new Int16Array(Math.max(this.samples.length * 2, this.used + samples));
    larger.set(this.samples);
    this.samples = larger;
  }

  private addWeighted(index: number, weight: number): void {
    this.weighted ??= new Map();
    this.weighted.set(index, (this.weighted.get(index) ?? 0) + weight);
  }

  /** The latencies as `decodeDistribution` reads them. */
  encodeLatencies(): Uint8Array {
    if (this.weighted || !Number.isInteger(this.zeros)) return this.encodeWeighted(this.weighted);
    const sorted = this.samples.subarray(0, this.used).sort();
    return encodeRuns(sorted, this.zeros);
  }

  private encodeWeighted(weighted: Map<number, number> | null): Uint8Array {
    const distribution = emptyDistribution();
    distribution.zeroCount = this.zeros;
    for (const [index, weight] of weighted ?? []) addBucket(distribution, index, weight);
    for (const index of this.samples.subarray(0, this.used)) addBucket(distribution, index, 1);
    return encodeDistribution(distribution);
  }
}

let scratch = Buffer.allocUnsafe(4_096);

/** The bytes of `encodeDistribution` straight from sorted sketch buckets; a view that the next call overwrites. */
function encodeRuns(sorted: Int16Array, zeros: number): Uint8Array {
  const most = 32 + sorted.length * 8;
  if (scratch.length < most) scratch = Buffer.allocUnsafe(most * 2);
  let runs = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) runs++;
  scratch[0] = 0;
  let at = varint(scratch, 1, zeros);
  at = varint(scratch, at, runs);
  let previous = 0;
  for (let i = 0; i < sorted.length; ) {
    const index = sorted[i] ?? 0;
    let end = i + 1;
    while (end < sorted.length && sorted[end] === index) end++;
    const delta = index - previous;
    at = varint(scratch, at, delta < 0 ? -delta * 2 - 1 : delta * 2);
    at = varint(scratch, at, end - i);
    previous = index;
    i = end;
  }
  return scratch.subarray(0, at);
}

function varint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127) {
    buffer[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  buffer[at++] = rest;
  return at;
}
