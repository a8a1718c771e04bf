import { someField } from "@/lib/domain/log-fields.ts";
import type { LogTerm } from "@/lib/domain/log-search.ts";

/**
 * A place of a signature, before it is folded to the size of a slice: the low bits stay. Longer pieces of text tell
 * more: four signs of an id are in a third of all blocks, three in every one.
 */
const PLACES = 2 ** 20;
const PLACE_MASK = PLACES - 1;

/** Places of one value: a false answer needs all of them to be taken. */
const TOKEN_PLACES = 4;
/** Pieces of a searched text that are looked up at most. */
const MOST_PIECES = 16;
/** A short text has few long pieces: short ones are looked up too. */
const FEW_PIECES = 4;
/** A value that so many resources carry tells no block from another. */
export const MOST_ORIGINS = 32;

/** What a block of records is known by. */
export type IndexedLog = {
  serviceId: bigint;
  originId: bigint;
  severityNumber: number;
  bodyText: string;
  body: unknown;
  attributes: Record<string, unknown>;
  traceId: string | null;
};

/** The words and values of one block, as a set of places. */
export class LogSignature {
  readonly words = new Uint32Array(PLACES / 32);

  add(log: IndexedLog): void {
    this.addText(log.bodyText);
    this.addToken("origin", String(log.originId));
    this.addToken("service", String(log.serviceId));
    this.addToken("severity", String(log.severityNumber));
    if (log.traceId !== null) this.addToken("trace", log.traceId);
    const addField = (name: string, text: string) => {
      this.addToken(name, text, "field");
      return false;
    };
    someField(log.attributes, addField);
    someField(log.body, addField);
  }

  /** How many places are taken. */
  taken(): number {
    let count = 0;
    for (const word of this.words) count += bitCount(word);
    return count;
  }

  private addText(given: string): void {
    const text = given.toLowerCase();
    let a = 0;
    let b = 0;
    let c = 0;
    for (let i = 0; i < text.length; i++) {
      const d = text.charCodeAt(i);
      if (i >= 2) this.set(pieceOfThree(b, c, d));
      if (i >= 3) this.set(pieceOfFour(a, b, c, d));
      a = b;
      b = c;
      c = d;
    }
  }

  private addToken(name: string, text: string, kind = "own"): void {
    for (const place of tokenPlaces(kind, name, text)) this.set(place);
  }

  private set(place: number): void {
    const word = place >>> 5;
    this.words[word] = (this.words[word] ?? 0) | (1 << (place & 31));
  }
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 15);
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  mixed ^= mixed >>> 12;
  mixed = Math.imul(mixed, 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) & PLACE_MASK;
}

const joined = (a: number, b: number, c: number): number =>
  (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca77) + Math.imul(c, 0xc2b2ae3d)) | 0;

const pieceOfThree = (a: number, b: number, c: number): number => mix(joined(a, b, c));

const pieceOfFour = (a: number, b: number, c: number, d: number): number =>
  mix((Math.imul(joined(a, b, c), 0x27d4eb2f) + Math.imul(d, 0x165667b1) + 1) | 0);

/** FNV-1a over the kind, name and text, spread to several places by double hashing. */
function tokenPlaces(kind: string, name: string, text: string): number[] {
  let first = 0x811c9dc5;
  let second = 0x050c5d1f;
  for (const part of [kind, "\0", name, "\0", text]) {
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second + code, 0x5bd1e995) ^ (second >>> 13);
    }
  }
  return Array.from({ length: TOKEN_PLACES }, (_, i) =>
    mix((first + Math.imul(i, second | 1)) | 0),
  );
}

/** Places that must all be taken where a text occurs; null when it is too short to tell. */
function textPlaces(given: string): number[] | null {
  const text = given.toLowerCase();
  const code = (i: number) => text.charCodeAt(i);
  if (text.length < 3) return null;
  const threes = Array.from({ length: text.length - 2 }, (_, i) =>
    pieceOfThree(code(i), code(i + 1), code(i + 2)),
  );
  const fours = Array.from({ length: Math.max(text.length - 3, 0) }, (_, i) =>
    pieceOfFour(code(i), code(i + 1), code(i + 2), code(i + 3)),
  );
  return spread(fours.length < FEW_PIECES ? [...fours, ...threes] : fours);
}

/** At most `MOST_PIECES` of them, evenly. */
function spread(pieces: number[]): number[] {
  if (pieces.length <= MOST_PIECES) return pieces;
  const step = (pieces.length - 1) / (MOST_PIECES - 1);
  return Array.from({ length: MOST_PIECES }, (_, i) => pieces[Math.round(i * step)] ?? 0);
}

/** Sets of places: a block may hold what is asked for when all places of one of the sets are taken. */
export type LogClause = readonly (readonly number[])[];

/**
 * What a block must have for a term; null when a signature cannot tell. `originIds`: the origins whose resource or
 * identity fulfils a field's term.
 */
export function clauseOf(term: LogTerm, originIds: readonly bigint[]): LogClause | null {
  switch (term.kind) {
    case "text":
      return alternatives(textPlaces(term.text));
    case "field": {
      const { name, value, equal } = term;
      if (!equal || originIds.length > MOST_ORIGINS) return null;
      const origins = originIds.map((id) => tokenPlaces("own", "origin", String(id)));
      return alternatives(
        tokenPlaces("field", name, value),
        textPlaces(`${name}=${value}`),
        ...origins,
      );
    }
    case "severity":
      return severityClause(term.numbers);
    case "trace": {
      const own = tokenPlaces("own", "trace", term.traceId);
      return term.only ? [own] : alternatives(own, textPlaces(term.traceId));
    }
    case "compare":
    case "span":
      return null;
  }
}

/** What a block must have for one of these severities. */
export const severityClause = (numbers: readonly number[]): LogClause =>
  numbers.map((number) => tokenPlaces("own", "severity", String(number)));

/** What a block must have for one of these services; null when they are too many to tell blocks apart. */
export const serviceClause = (serviceIds: readonly bigint[]): LogClause | null =>
  serviceIds.length > MOST_ORIGINS
    ? null
    : serviceIds.map((id) => tokenPlaces("own", "service", String(id)));

/** One way that cannot be told makes all of them useless. */
function alternatives(...ways: (number[] | null)[]): LogClause | null {
  const told = ways.filter((way) => way !== null);
  return told.length === ways.length ? told : null;
}

/** Blocks of one slice, and bytes of a mask of them. */
export const SLICE_BLOCKS = 64;
export const MASK_BYTES = SLICE_BLOCKS / 8;
/** Fewer places for the same words mean more false answers; more mean more disk. */
const PLACES_FOR_ONE = 6;
const FEWEST_PLACES = 2 ** 10;

/**
 * The signatures of up to 64 blocks, turned by a quarter: for each of `positions` places the mask of the blocks that
 * have it, lowest block in the lowest bit of the first byte.
 */
export function encodeSlice(signatures: readonly LogSignature[]): {
  positions: number;
  bits: Buffer;
} {
  const most = Math.max(1, ...signatures.map((signature) => signature.taken()));
  let positions = FEWEST_PLACES;
  while (positions < most * PLACES_FOR_ONE && positions < PLACES) positions *= 2;
  const bits = Buffer.alloc(positions * MASK_BYTES);
  signatures.forEach(({ words }, block) => {
    const byte = block >>> 3;
    const bit = 1 << (block & 7);
    words.forEach((taken, index) => {
      for (let left = taken; left !== 0; left &= left - 1) {
        const place = (index * 32 + bitCount((left & -left) - 1)) & (positions - 1);
        const at = place * MASK_BYTES + byte;
        bits[at] = (bits[at] ?? 0) | bit;
      }
    });
  });
  return { positions, bits };
}

function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Every place that the clauses name, each once. */
export const placesOf = (clauses: readonly LogClause[]): number[] => [...new Set(clauses.flat(2))];

/**
 * Which blocks of a slice may fulfil every clause. `masks` holds the mask of each of `places`, in their order. No
 * clause: all of the slice's `blocks`.
 */
export function possibleBlocks(
  clauses: readonly LogClause[],
  { masks, places, blocks }: { masks: Buffer; places: readonly number[]; blocks: number },
): number[] {
  const order = new Map(places.map((place, index) => [place, index]));
  const byteOf = (place: number, byte: number) =>
    masks[(order.get(place) ?? 0) * MASK_BYTES + byte] ?? 0;
  const found: number[] = [];
  for (let byte = 0; byte < MASK_BYTES; byte++) {
    let all = 0xff;
    for (const clause of clauses) {
      let some = 0;
      for (const set of clause)
        some |= set.reduce((mask, place) => mask & byteOf(place, byte), 0xff);
      all &= some;
    }
    for (let bit = 0; bit < 8; bit++) {
      const block = byte * 8 + bit;
      if (block < blocks && (all & (1 << bit)) !== 0) found.push(block);
    }
  }
  return found;
}
