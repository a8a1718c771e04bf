/** Registers are told by so many bits of a hash: a standard error of 1.04 / √4096 = 1.6 %. */
const PRECISION = 12;
export const REGISTERS = 1 << PRECISION;
/** Bits of a hash that a rank is told from, and the largest rank. */
const RANK_BITS = 64 - PRECISION;
const MOST_RANK = RANK_BITS + 1;
/** How far off an estimate is in two of three cases, as a ratio. */
export const STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

const SPARSE = 1;
const DENSE = 2;
const RANK_SIZE = 6;
const DENSE_BYTES = 1 + (REGISTERS * RANK_SIZE) / 8;

/** Which register a 64-bit hash (two halves, unsigned) raises, and to what. */
export function registerOf(high: number, low: number): { index: number; rank: number } {
  const index = high >>> (32 - PRECISION);
  const rest = (high << PRECISION) >>> 0;
  const inHigh = 32 - PRECISION;
  const zeros = rest !== 0 ? Math.clz32(rest) : inHigh + Math.clz32(low);
  return { index, rank: Math.min(zeros, RANK_BITS) + 1 };
}

/**
 * How many different things were added, and none of the things: a HyperLogLog. Merging two, or one twice, is taking
 * the larger of each register, so order and repetition do not matter.
 * @see https://arxiv.org/abs/1702.01284 (the estimator)
 */
export class UserSketch {
  readonly registers = new Uint8Array(REGISTERS);

  /** True: the register was lower. */
  raise(index: number, rank: number): boolean {
    if ((this.registers[index] ?? 0) >= rank) return false;
    this.registers[index] = rank;
    return true;
  }

  /** Adds what `encodeRegisters` wrote. Throws `RangeError` when the bytes are not from it. */
  merge(bytes: Uint8Array): void {
    if (bytes[0] === SPARSE) this.mergeSparse(bytes);
    else if (bytes[0] === DENSE && bytes.length === DENSE_BYTES) this.mergeDense(bytes);
    else throw new RangeError("not a sketch of users");
  }

  private mergeSparse(bytes: Uint8Array): void {
    let index = -1;
    for (let at = 1; at < bytes.length; ) {
      let gap = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        if (byte === undefined || shift > 14) throw new RangeError("not a sketch of users");
        gap |= (byte & 127) << shift;
        if (byte < 128) break;
      }
      index += gap;
      const rank = bytes[at++] ?? 0;
      if (index >= REGISTERS || rank === 0 || rank > MOST_RANK) {
        throw new RangeError("not a sketch of users");
      }
      this.raise(index, rank);
    }
  }

  private mergeDense(bytes: Uint8Array): void {
    for (let index = 0; index < REGISTERS; index++) {
      const bit = index * RANK_SIZE;
      const at = 1 + (bit >> 3);
      const two = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      this.raise(index, (two >> (bit & 7)) & 63);
    }
  }

  encode(): Buffer {
    const raised: [number, number][] = [];
    for (const [index, rank] of this.registers.entries()) if (rank > 0) raised.push([index, rank]);
    return encodeRegisters(raised);
  }

  /** The number of different things, rounded; 0 when nothing was added. */
  estimate(): number {
    const counts = new Array<number>(MOST_RANK + 1).fill(0);
    for (const rank of this.registers) counts[rank] = (counts[rank] ?? 0) + 1;
    const m = REGISTERS;
    let z = m * tau(1 - (counts[MOST_RANK] ?? 0) / m);
    for (let rank = RANK_BITS; rank >= 1; rank--) z = 0.5 * (z + (counts[rank] ?? 0));
    z += m * sigma((counts[0] ?? 0) / m);
    return Math.round((m * m) / (2 * Math.LN2 * z));
  }
}

/** Registers by index, ascending, with their ranks: the shorter of a list and of all registers in six bits each. */
export function encodeRegisters(
  raised: readonly (readonly [index: number, rank: number])[],
): Buffer {
  const sparse = Buffer.allocUnsafe(1 + raised.length * 3);
  let at = sparse.writeUInt8(SPARSE, 0);
  let before = -1;
  for (const [index, rank] of raised) {
    let gap = index - before;
    before = index;
    for (; gap > 127; gap >>= 7) at = sparse.writeUInt8((gap & 127) | 128, at);
    at = sparse.writeUInt8(gap, at);
    at = sparse.writeUInt8(rank, at);
  }
  return at <= DENSE_BYTES ? sparse.subarray(0, at) : encodeDense(raised);
}

function encodeDense(raised: readonly (readonly [index: number, rank: number])[]): Buffer {
  const dense = Buffer.alloc(DENSE_BYTES);
  dense[0] = DENSE;
  for (const [index, rank] of raised) {
    const bit = index * RANK_SIZE;
    const at = 1 + (bit >> 3);
    const two = rank << (bit & 7);
    dense[at] = (dense[at] ?? 0) | (two & 255);
    if (two > 255) dense[at + 1] = (dense[at + 1] ?? 0) | (two >> 8);
  }
  return dense;
}

/** x + Σ x^(2^k) · 2^(k−1): what registers that are still zero tell. */
function sigma(given: number): number {
  if (given === 1) return Number.POSITIVE_INFINITY;
  let x = given;
  let y = 1;
  let z = x;
  for (let before = Number.NaN; before !== z; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

/** What registers that can rise no further tell. */
function tau(given: number): number {
  if (given === 0 || given === 1) return 0;
  let x = given;
  let y = 1;
  let z = 1 - x;
  for (let before = Number.NaN; before !== z; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
