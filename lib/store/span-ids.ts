/** A trace id as 32 hex digits, of the text that Postgres gives for a uuid. */
export const traceIdOfUuid = (uuid: string): string => uuid.replaceAll("-", "");

/** A span id as 16 hex digits, of the signed bigint column's text. */
export const spanIdOfBigint = (text: string): string =>
  BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, "0");

/** The signed value that a bigint column holds for a span id of 16 hex digits. */
export const bigintOfSpanId = (hex: string): bigint => BigInt.asIntN(64, BigInt(`0x${hex}`));
