import { deflateRawSync } from "node:zlib";
import { BitWriter } from "./bit-stream.ts";
import { type Distribution, encodeDistribution } from "./distribution.ts";
import { writeNumbers, writeSeconds } from "./packed-columns.ts";
import { fitsPacked, type SketchRow, writeSketches } from "./packed-sketches.ts";
import type { TierRow } from "./request-tiers.ts";
import { lowerNs, middleNs } from "./sketch-nanoseconds.ts";

/** Width of the rows that are packed, and how many make a packed row. */
export const PACKED_SECONDS = 60;
export const MINUTES = 60;
export const HOUR_SECONDS = PACKED_SECONDS * MINUTES;

export const VERSION = 1;
/** Bits of the number of a row. */
export const ROW_BITS = 6;
/** Set when some distributions are written as they are, because they are no plain sketches. */
export const HAS_OTHERS = 0x80;
/** Set when an exemplar follows. */
export const HAS_EXEMPLAR = 0x40;

type PackRow = TierRow & {
  minute: number;
  /** Its sketch; null: its distribution has fractions, corrections or bounds of its own. */
  sketch: SketchRow | null;
};

/**
 * Packs the minutes of one id and hour (Unix seconds; rows in any order, each bucket once). Everything comes back as it
 * was, to the bit, except exemplars: that of the slowest row is kept. The five-minute rows beside these keep theirs, and
 * the spans that exemplars lead to are mostly gone when minutes are packed. Layout: a byte of version and flags, the
 * exemplar, the lengths and bytes of other distributions, then bits: which minutes, which of them are sketches, the
 * sketches, then column by column.
 */
export function packHour(hour: number, rows: readonly TierRow[]): Buffer {
  const sorted = rows
    .map((row) => ({
      ...row,
      minute: (row.bucket - hour) / PACKED_SECONDS,
      sketch: sketchOf(row.distribution),
    }))
    .sort((a, b) => a.minute - b.minute);
  const slowest = slowestOf(sorted);
  const exemplar = sorted[slowest]?.exemplarTraceId ?? null;
  const others = sorted.flatMap((row) =>
    row.sketch === null ? [encodeDistribution(row.distribution)] : [],
  );
  const flags = (exemplar ? HAS_EXEMPLAR : 0) | (others.length > 0 ? HAS_OTHERS : 0);
  return Buffer.concat([
    Buffer.from([VERSION | flags]),
    ...(exemplar ? [exemplar] : []),
    ...(others.length > 0 ? [packOthers(others)] : []),
    packBits(sorted, exemplar ? slowest : null, others),
  ]);
}

/** Buckets in ascending order; null: they are not what a sketch packs. */
function sketchOf(distribution: Distribution): SketchRow | null {
  const { zeroCount, exponential, explicit } = distribution;
  if (explicit.length > 0 || !isCount(zeroCount)) return null;
  const sketch = [...exponential].sort((a, b) => a[0] - b[0]);
  return sketch.every(([, count]) => isCount(count)) && fitsPacked(sketch) ? sketch : null;
}

const isCount = (count: number): boolean =>
  Number.isInteger(count) && count >= 0 && count < 2 ** 40 && !Object.is(count, -0);

/** Which row has the exemplar of what took longest; −1: none has any. */
function slowestOf(rows: readonly PackRow[]): number {
  let slowest = -1;
  for (const [at, row] of rows.entries()) {
    if (row.exemplarTraceId === null) continue;
    if (slowest < 0 || row.maxSeconds > (rows[slowest]?.maxSeconds ?? 0)) slowest = at;
  }
  return slowest;
}

/** Bounds repeat from row to row. */
function packOthers(others: readonly Buffer[]): Buffer {
  const plain = Buffer.concat(others);
  const deflated = deflateRawSync(plain, { level: 9 });
  const stored = deflated.length < plain.length ? deflated : plain;
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(stored.length, 0);
  lengths.writeUInt32LE(plain.length, 4);
  return Buffer.concat([lengths, stored]);
}

function packBits(
  rows: readonly PackRow[],
  exemplarRow: number | null,
  others: readonly Buffer[],
): Buffer {
  const writer = new BitWriter();
  const present = new Set(rows.map((row) => row.minute));
  writer.bits(present.size === MINUTES ? 1 : 0, 1);
  if (present.size < MINUTES) {
    for (let minute = 0; minute < MINUTES; minute++) writer.bits(present.has(minute) ? 1 : 0, 1);
  }
  writer.bits(others.length > 0 ? 1 : 0, 1);
  if (others.length > 0) for (const { sketch } of rows) writer.bits(sketch === null ? 0 : 1, 1);
  const plain = rows.filter((row) => row.sketch !== null);
  writeSketches(
    writer,
    plain.map((row) => row.sketch ?? []),
  );
  writeNumbers(
    writer,
    plain.map((row) => row.distribution.zeroCount),
  );
  writeFigures(writer, rows);
  if (exemplarRow !== null) writer.bits(exemplarRow, ROW_BITS);
  if (others.length > 0) {
    writeNumbers(
      writer,
      others.map((bytes) => bytes.length),
    );
  }
  return writer.finish();
}

function writeFigures(writer: BitWriter, rows: readonly PackRow[]): void {
  const expected = rows.map(({ sketch, distribution }) =>
    expectedOf(sketch ?? [], sketch === null ? 0 : distribution.zeroCount),
  );
  const surplus = rows.map((row, i) => row.count - (expected[i]?.count ?? 0));
  const isWhole = rows.every((row, i) => surplusAdds(row.count, expected[i]?.count ?? 0));
  writer.bits(isWhole ? 1 : 0, 1);
  writeNumbers(writer, isWhole ? surplus : rows.map((row) => row.count));
  writeNumbers(
    writer,
    rows.map((row) => row.errors),
  );
  writeSeconds(
    writer,
    rows.map((row) => row.maxSeconds),
    expected.map(({ maxNs }) => maxNs),
  );
  writeSeconds(
    writer,
    rows.map((row) => row.sumSeconds),
    expected.map(({ sumNs }) => sumNs),
  );
}

/** Whether a count comes back from its distance to what the sketch holds. */
const surplusAdds = (count: number, held: number): boolean =>
  Number.isSafeInteger(count) && !Object.is(count, -0) && count - held + held === count;

/** What a sketch says of the figures beside it; the nanoseconds are whole. */
function expectedOf(
  sketch: SketchRow,
  zeroCount: number,
): { count: number; sumNs: number; maxNs: number } {
  let count = zeroCount;
  let sumNs = 0;
  for (const [index, ofBucket] of sketch) {
    count += ofBucket;
    sumNs += ofBucket * middleNs(index);
  }
  const highest = sketch.at(-1);
  return { count, sumNs: Math.round(sumNs), maxNs: highest ? lowerNs(highest[0]) : 0 };
}
