import { encodeSlice, type IndexedLog, LogSignature, SLICE_BLOCKS } from "./log-signature.ts";

/** The chunks that a block covers, both inclusive, and the times of its records, both inclusive. */
export type LogBlock = { firstArrival: bigint; lastArrival: bigint; fromNs: bigint; toNs: bigint };

/** Records of one service and severity in a bucket of some seconds. */
export type LogCount = {
  serviceId: bigint;
  severityNumber: number;
  /** Unix seconds. */
  bucket: number;
  width: CountWidth;
  records: number;
};

/** Widths of the buckets in which records are counted, in seconds, finest first. */
export const COUNT_WIDTHS = [10, 300] as const;
export type CountWidth = (typeof COUNT_WIDTHS)[number];

/** A record as it is indexed. */
export type LogToIndex = IndexedLog & { arrivalId: bigint; timeNs: bigint };

/** What 64 blocks hold, and how many records of each kind. */
export type LogSlice = { blocks: LogBlock[]; positions: number; bits: Buffer; counts: LogCount[] };

/** Records that make a block. */
const BLOCK_RECORDS = 512;

/** A chunk and how many records it has. */
export type LogChunk = { arrivalId: bigint; records: number };

/** Chunks, in order, put together to the blocks of one slice; null when they are too few for a whole one. */
export function sliceRanges(
  chunks: readonly LogChunk[],
): { firstArrival: bigint; lastArrival: bigint }[] | null {
  const ranges: { firstArrival: bigint; lastArrival: bigint }[] = [];
  let first: bigint | null = null;
  let records = 0;
  for (const chunk of chunks) {
    first ??= chunk.arrivalId;
    records += chunk.records;
    if (records < BLOCK_RECORDS) continue;
    ranges.push({ firstArrival: first, lastArrival: chunk.arrivalId });
    if (ranges.length === SLICE_BLOCKS) return ranges;
    first = null;
    records = 0;
  }
  return null;
}

/** A slice of the records of its blocks' chunks, given in the order of arrival. */
export function buildLogSlice(
  ranges: readonly { firstArrival: bigint; lastArrival: bigint }[],
  logs: readonly LogToIndex[],
): LogSlice {
  const counts = new LogCounts();
  const signatures: LogSignature[] = [];
  const blocks: LogBlock[] = [];
  let next = 0;
  for (const range of ranges) {
    const signature = new LogSignature();
    const first = logs[next]?.timeNs ?? 0n;
    const block = { ...range, fromNs: first, toNs: first };
    for (let log = logs[next]; log && log.arrivalId <= range.lastArrival; log = logs[++next]) {
      signature.add(log);
      counts.add(log);
      if (log.timeNs < block.fromNs) block.fromNs = log.timeNs;
      if (log.timeNs > block.toNs) block.toNs = log.timeNs;
    }
    signatures.push(signature);
    blocks.push(block);
  }
  return { blocks, ...encodeSlice(signatures), counts: counts.all() };
}

/** The times of the records of all blocks, both inclusive. */
export function timesOf(blocks: readonly LogBlock[]): { fromNs: bigint; toNs: bigint } {
  let [fromNs, toNs] = [blocks[0]?.fromNs ?? 0n, blocks[0]?.toNs ?? 0n];
  for (const block of blocks) {
    if (block.fromNs < fromNs) fromNs = block.fromNs;
    if (block.toNs > toNs) toNs = block.toNs;
  }
  return { fromNs, toNs };
}

class LogCounts {
  private readonly counts = new Map<string, LogCount>();

  add({ serviceId, severityNumber, timeNs }: LogToIndex): void {
    const second = Number(timeNs / 1_000_000_000n);
    for (const width of COUNT_WIDTHS) {
      const bucket = Math.floor(second / width) * width;
      const key = `${serviceId} ${severityNumber} ${width} ${bucket}`;
      const count = this.counts.get(key);
      if (count) count.records += 1;
      else this.counts.set(key, { serviceId, severityNumber, bucket, width, records: 1 });
    }
  }

  all(): LogCount[] {
    return [...this.counts.values()];
  }
}
