import {
  COMMAND_SYSTEMS,
  type OperationText,
  type OperationTexts,
} from "../domain/operation-rules.ts";
import { DecodeError } from "./decode-error.ts";
import { COLUMNS, findKey, numberOf } from "./operation-keys.ts";
import type { SpanBatch } from "./span-batch.ts";
import { forEachShapeByte } from "./statement-shape.ts";
import { WireReader } from "./wire-reader.ts";

/** Tags of fields: number · 8 + wire type. */
const KEY = 10;
const VALUE = 18;
const STRING_VALUE = 10;
const BOOL_VALUE = 16;
/** Of a value no more than this is read. */
const MOST_BYTES = 4_096;

/** What tells one operation from another. */
const TOLD = COLUMNS.map((_, i) => i).filter(
  (column) => column !== numberOf("cacheKey") && column !== numberOf("errorType"),
);
/** Without one of these a span is an operation only if its kind says so. */
const TELLING = Uint8Array.from(COLUMNS, (column) =>
  /^(?:dbSystem|dbText|cacheHit|system|messaging\w+|destination)$/.test(column) ? 1 : 0,
);
const STATEMENT = numberOf("dbText");
const SYSTEM = numberOf("dbSystem");
const ERROR_TYPE = numberOf("errorType");
/** Longer than the longest command. */
const MOST_COMMAND = 64;

const FNV_PRIME = 0x0100_0193;
const SECOND_PRIME = 0x85eb_ca6b;

/**
 * What a span that is no request tells of operations, without an object a span: where the values of `OPERATION_KEYS`
 * lie, and a hash of them by which what was told before is found again. Valid until the next `read`.
 */
export class OperationReader extends WireReader {
  private readonly starts = new Int32Array(COLUMNS.length);
  private readonly ends = new Int32Array(COLUMNS.length);
  private readonly ranks = new Int8Array(COLUMNS.length);
  private readonly low: number;
  private readonly high: number;
  private hashLow = 0;
  private hashHigh = 0;

  /** `seed`: any 32 bits; random ones keep senders from choosing values that collide. */
  constructor(seed: number) {
    super();
    this.low = seed;
    this.high = Math.imul(seed, SECOND_PRIME) ^ 0x9e37_79b9;
  }

  /** Whether the span that was read has any of the values. */
  hasAny = false;

  /** Reads span `i` of a batch: whether its values tell by themselves of an operation. */
  read(batch: SpanBatch, i: number): boolean {
    if (batch.bytes !== this.bytes) this.open(batch.bytes);
    this.hasAny = false;
    let tells = false;
    try {
      const end = batch.tellingEnd[i] ?? 0;
      for (let n = batch.tellingStart[i] ?? 0; n < end; n++) {
        this.at = batch.telling.starts[n] ?? 0;
        if (this.attribute(batch.telling.ends[n] ?? 0)) tells = true;
      }
    } catch (error) {
      // A span of which only an attribute is malformed is counted all the same, as nothing in particular.
      if (!(error instanceof DecodeError)) throw error;
      this.hasAny = false;
      return false;
    }
    return tells;
  }

  private attribute(end: number): boolean {
    if (this.varint(end) !== KEY) return false;
    const keyEnd = this.lengthEnd(end);
    const known = findKey(this.bytes, this.at, keyEnd);
    this.at = keyEnd;
    if (!known || this.varint(end) !== VALUE) return false;
    const { column, rank } = known;
    if (!this.hasAny) {
      this.hasAny = true;
      this.starts.fill(0);
      this.ends.fill(0);
      this.ranks.fill(127);
    }
    if (rank < (this.ranks[column] ?? 0)) {
      const valueEnd = this.lengthEnd(end);
      this.ranks[column] = rank;
      this.starts[column] = this.at;
      this.ends[column] = Math.min(valueEnd, this.at + MOST_BYTES);
    }
    return TELLING[column] === 1;
  }

  /** 53 bits of the values together with what else tells two operations apart; literals in a statement do not. */
  hash(bytes: Uint8Array, name: readonly [start: number, end: number], salt: number): number {
    this.hashLow = this.low ^ salt;
    this.hashHigh = this.high + salt;
    this.addBytes(bytes, name[0], name[1]);
    for (const column of TOLD) {
      const start = this.starts[column] ?? 0;
      const end = this.ends[column] ?? 0;
      if (column === STATEMENT && end > start && bytes[start] === STRING_VALUE) {
        this.addStatement(bytes, start, end);
      } else this.addBytes(bytes, start, end);
    }
    return (this.hashHigh >>> 11) * 4_294_967_296 + (this.hashLow >>> 0);
  }

  private readonly add = (byte: number): void => {
    this.hashLow = Math.imul(this.hashLow ^ byte, FNV_PRIME);
    this.hashHigh = Math.imul(this.hashHigh ^ byte, SECOND_PRIME) ^ (this.hashHigh >>> 13);
  };

  private addBytes(bytes: Uint8Array, start: number, end: number): void {
    let low = this.hashLow;
    let high = this.hashHigh;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      low = Math.imul(low ^ byte, FNV_PRIME);
      high = Math.imul(high ^ byte, SECOND_PRIME) ^ (high >>> 13);
    }
    this.hashLow = Math.imul(low ^ 1_024, FNV_PRIME);
    this.hashHigh = Math.imul(high ^ 1_025, SECOND_PRIME);
  }

  /** The shape of a statement; of a command no more than its name and what ends it. */
  private addStatement(bytes: Uint8Array, start: number, end: number): void {
    this.at = start + 1;
    const length = this.varint(end);
    const from = this.at;
    const to = Math.min(from + length, end);
    if (this.isCommand()) this.addBytes(bytes, from, commandEnd(bytes, from, to));
    else forEachShapeByte(bytes, from, to, this.add);
    this.add(1_026);
  }

  private isCommand(): boolean {
    const start = this.starts[SYSTEM] ?? 0;
    return this.ends[SYSTEM] !== start && COMMAND_SYSTEMS.has(this.text(SYSTEM));
  }

  /** Whether the span tells of an error type. */
  get hasErrorType(): boolean {
    return (this.ends[ERROR_TYPE] ?? 0) > (this.starts[ERROR_TYPE] ?? 0);
  }

  /** The values as texts; empty where there is none. */
  texts(): OperationTexts {
    const texts = Object.fromEntries(COLUMNS.map((column, i) => [column, this.text(i)]));
    return texts as Record<OperationText, string>;
  }

  /** Empty where the value is malformed, too: the body must not fail once some of it is counted. */
  private text(column: number): string {
    try {
      return this.value(column);
    } catch (error) {
      if (error instanceof DecodeError) return "";
      throw error;
    }
  }

  private value(column: number): string {
    const start = this.starts[column] ?? 0;
    const end = this.ends[column] ?? 0;
    if (end <= start) return "";
    this.at = start;
    const tag = this.varint(end);
    if (tag === BOOL_VALUE) return this.varint(end) === 0 ? "false" : "true";
    if (tag !== STRING_VALUE) return "";
    const length = this.varint(end);
    const bytes = this.bytes.subarray(this.at, Math.min(this.at + length, end));
    return Buffer.from(bytes).toString().replaceAll("\0", "").toWellFormed();
  }
}

/** After the first word and the byte that ends it. */
function commandEnd(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(start + MOST_COMMAND, end);
  let at = start;
  while (at < stop && (bytes[at] ?? 0) <= 0x20) at++;
  while (at < stop && (bytes[at] ?? 0) > 0x20) at++;
  return Math.min(at + 1, stop);
}
