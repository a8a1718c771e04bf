import type { BitReader, BitWriter } from "./bit-stream.ts";
import { bestK } from "./packed-sketches.ts";

const MODE = { zeros: 0, natural: 1, whole: 2, double: 3 } as const;
const MODE_BITS = 2;
const K_BITS = 6;
const MOST_K = 52;
const NS_PER_SECOND = 1e9;
/** A sum of durations differs from whole nanoseconds by the rounding of its additions: a few steps of a double. */
const MOST_STEPS = 2 ** 20;

const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** A column of numbers, exact to the bit; whole numbers near zero take few bits. */
export function writeNumbers(writer: BitWriter, values: readonly number[]): void {
  if (values.every((value) => Object.is(value, 0))) {
    writer.bits(MODE.zeros, MODE_BITS);
  } else if (!values.every(isSmallWhole)) {
    writer.bits(MODE.double, MODE_BITS);
    for (const value of values) writeDouble(writer, value);
  } else {
    const isNatural = values.every((value) => value >= 0);
    const codes = isNatural ? values : values.map(zigzag);
    const k = bestK(codes, MOST_K);
    writer.bits(isNatural ? MODE.natural : MODE.whole, MODE_BITS);
    writer.bits(k, K_BITS);
    for (const code of codes) writer.rice(code, k);
  }
}

const isSmallWhole = (value: number): boolean =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 52 && !Object.is(value, -0);

/** Reads a column of `into.length` numbers. */
export function readNumbers(reader: BitReader, into: Float64Array): void {
  const mode = reader.bits(MODE_BITS);
  if (mode === MODE.zeros) into.fill(0);
  else if (mode === MODE.double) {
    for (let i = 0; i < into.length; i++) into[i] = readDouble(reader);
  } else {
    const k = reader.bits(K_BITS);
    for (let i = 0; i < into.length; i++) {
      const code = reader.rice(k);
      into[i] = mode === MODE.natural ? code : unzigzag(code);
    }
  }
}

/**
 * A column of seconds of which something is expected. Most are whole nanoseconds, or sums of such: then the distance
 * from the expected nanoseconds is written and how many steps of a double the value is off; else the doubles.
 */
export function writeSeconds(
  writer: BitWriter,
  seconds: readonly number[],
  expectedNs: readonly number[],
): void {
  const nanos = seconds.map((value) => Math.round(value * NS_PER_SECOND));
  const steps = seconds.map((value, i) => stepsBetween((nanos[i] ?? 0) / NS_PER_SECOND, value));
  const distances = nanos.map((value, i) => value - (expectedNs[i] ?? 0));
  const fits =
    nanos.every(isSmallWhole) &&
    distances.every(isSmallWhole) &&
    steps.every((step) => Math.abs(step) <= MOST_STEPS);
  writer.bits(fits ? 1 : 0, 1);
  if (fits) {
    writeNumbers(writer, distances);
    writeNumbers(writer, steps);
  } else {
    for (const value of seconds) writeDouble(writer, value);
  }
}

/** Reads a column of `into.length` seconds; `scratch` has at least as much room. */
export function readSeconds(
  reader: BitReader,
  into: Float64Array,
  expectedNs: Float64Array,
  scratch: Float64Array,
): void {
  if (reader.bits(1) === 0) {
    for (let i = 0; i < into.length; i++) into[i] = readDouble(reader);
    return;
  }
  const steps = scratch.subarray(0, into.length);
  readNumbers(reader, into);
  readNumbers(reader, steps);
  for (let i = 0; i < into.length; i++) {
    const near = ((into[i] ?? 0) + (expectedNs[i] ?? 0)) / NS_PER_SECOND;
    into[i] = stepFrom(near, steps[i] ?? 0);
  }
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const WORD = 4_294_967_296;

/** How many doubles lie between two; infinite when they have not the same sign. */
function stepsBetween(from: number, to: number): number {
  if (Object.is(from, to)) return 0;
  if (!(Math.sign(from) === Math.sign(to)) || from === 0) return Number.POSITIVE_INFINITY;
  double[0] = from;
  const [low, high] = [words[0] ?? 0, words[1] ?? 0];
  double[0] = to;
  return ((words[1] ?? 0) - high) * WORD + ((words[0] ?? 0) - low);
}

function stepFrom(value: number, steps: number): number {
  if (steps === 0) return value;
  double[0] = value;
  const low = (words[0] ?? 0) + steps;
  const carried = Math.floor(low / WORD);
  words[0] = low - carried * WORD;
  words[1] = (words[1] ?? 0) + carried;
  return double[0] ?? 0;
}

function writeDouble(writer: BitWriter, value: number): void {
  double[0] = value;
  const [low, high] = [words[0] ?? 0, words[1] ?? 0];
  writer.bits(low, 32);
  writer.bits(high, 32);
}

function readDouble(reader: BitReader): number {
  const low = reader.bits(32);
  const high = reader.bits(32);
  words[0] = low;
  words[1] = high;
  return double[0] ?? 0;
}
