import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { DecodeError } from "./decode-error.ts";

/** An unquoted number that a double may not hold exactly: sixteen digits and more, or an exponent. */
const HAS_LONG_NUMBER = /[:[,]\s*-?(?:\d[\d.]{15}|\d[\d.]*[eE])/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const SAFE_NUMBER = /^[\d.-]{1,15}$/;

/**
 * The value of a JSON text, in UTF-8 where it comes as bytes; a byte order mark is passed over. Numbers that a double
 * could change come as strings with their digits, unless `rounds` says that doubles are enough. Throws `DecodeError`
 * for bytes that are not UTF-8 or not JSON, and for more than `BODY_LIMITS.values` objects and arrays.
 */
export function parseJson(
  text: string | Uint8Array,
  { rounds = false }: { rounds?: boolean } = {},
): unknown {
  const json = (typeof text === "string" ? text : decodeUtf8(text)).replace(/^\uFEFF/, "");
  if (count(json, "{") + count(json, "[") > BODY_LIMITS.values) {
    throw new DecodeError(`the body holds more than ${BODY_LIMITS.values} values`);
  }
  try {
    const keeps = !rounds && HAS_LONG_NUMBER.test(json);
    return JSON.parse(keeps ? quoteLongNumbers(json) : json);
  } catch (error) {
    throw new DecodeError(`not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DecodeError("not valid UTF-8");
  }
}

function count(text: string, sign: string): number {
  let found = 0;
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) found++;
  return found;
}

/** The text with long numbers outside its strings in quotes. A text that is not JSON does not become JSON by it. */
function quoteLongNumbers(json: string): string {
  const parts: string[] = [];
  let at = 0;
  while (at < json.length) {
    const quote = json.indexOf('"', at);
    const stringStart = quote < 0 ? json.length : quote;
    parts.push(json.slice(at, stringStart).replace(NUMBER, quoteUnlessSafe));
    at = stringEnd(json, stringStart);
    parts.push(json.slice(stringStart, at));
  }
  return parts.join("");
}

const quoteUnlessSafe = (number: string): string =>
  SAFE_NUMBER.test(number) ? number : `"${number}"`;

/** The position after the string that starts at `start`; the text's end when it does not end. */
function stringEnd(json: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = json.indexOf('"', at);
    if (at < 0) return json.length;
    let backslashes = 0;
    while (json.charCodeAt(at - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}
