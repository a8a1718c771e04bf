/** What stands for values; no byte is any of them. */
export const SHAPE = { comment: 256, string: 257, number: 258 } as const;
const code = (character: string) => character.charCodeAt(0);
const [SLASH, STAR, MINUS, NEWLINE] = [code("/"), code("*"), code("-"), code("\n")];
const [QUOTE, NAME_QUOTE, BACKTICK] = [code("'"), code('"'), code("`")];
const [BACKSLASH, DOLLAR] = [code("\\"), code("$")];

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const IS_WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  /\w/.test(String.fromCharCode(byte)) && byte < 128 ? 1 : 0,
);
/** What makes digits beside it a part of something else than a whole number. */
const isBound = (byte: number) => IS_WORD[byte] === 1 || byte === NAME_QUOTE || byte === 0x2e;

/**
 * Calls back the bytes of a statement, with one of `SHAPE` for each comment, string and whole number. It sees fewer
 * values than `normaliseStatement` does, never more: statements of the same shape become the same text there.
 */
export function forEachShapeByte(
  bytes: Uint8Array,
  start: number,
  end: number,
  found: (byte: number) => void,
): void {
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    const next = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
    const sign = signOf(byte, next, at > start && isBound(bytes[at - 1] ?? 0));
    const stop = stopOf(bytes, at, { end, sign });
    if (sign !== null && !(sign === SHAPE.number && stop < end && isBound(bytes[stop] ?? 0))) {
      found(sign);
      at = stop;
    } else for (; at < stop; at++) found(bytes[at] ?? 0);
  }
}

/** What begins at a byte; null: nothing that is left out. */
function signOf(byte: number, next: number, isWithin: boolean): number | null {
  if (byte === QUOTE) return SHAPE.string;
  if (byte === SLASH && next === STAR) return SHAPE.comment;
  if (byte === MINUS && next === MINUS) return SHAPE.comment;
  return isDigit(byte) && !isWithin ? SHAPE.number : null;
}

/** Where ends what begins at a byte. */
function stopOf(
  bytes: Uint8Array,
  at: number,
  { end, sign }: { end: number; sign: number | null },
): number {
  const byte = bytes[at] ?? 0;
  if (sign === SHAPE.string) return stringEnd(bytes, at, end);
  if (sign === SHAPE.comment) {
    return byte === SLASH ? commentEnd(bytes, at, end) : lineEnd(bytes, at, end);
  }
  if (sign === SHAPE.number) return digitsEnd(bytes, at, end);
  if (byte === NAME_QUOTE || byte === BACKTICK) return nameEnd(bytes, at, end);
  return byte === DOLLAR ? dollarEnd(bytes, at, end) : at + 1;
}

function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at] ?? 0)) at++;
  return at;
}

function lineEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== NEWLINE) at++;
  return at;
}

function commentEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 2; at + 1 < end; at++) {
    if (bytes[at] === STAR && bytes[at + 1] === SLASH) return at + 2;
  }
  return end;
}

/** A quote within is doubled or escaped. */
function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === QUOTE) {
      if (bytes[at + 1] !== QUOTE || at + 1 >= end) return at + 1;
      at++;
    }
  }
  return end;
}

function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  const quote = bytes[start];
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] !== quote) continue;
    if (quote === BACKTICK || bytes[at + 1] !== quote || at + 1 >= end) return at + 1;
    at++;
  }
  return end;
}

/** A parameter such as `$1`; what is quoted by `$tag$` is taken as it is, to the end. */
function dollarEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && IS_WORD[bytes[at] ?? 0] === 1) at++;
  return bytes[at] === DOLLAR && at < end ? end : at;
}
