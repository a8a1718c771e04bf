import { z } from "zod";
import { parseDurationMs } from "@/lib/domain/duration.ts";

const RELATIVE = /^now(?:-(.+))?$/;

/**
 * Unix milliseconds of ISO 8601, of Unix milliseconds, or of `now` / `now-1h`; null when it is none of them.
 * An ISO text without a zone is UTC.
 */
export function parseInstant(text: string, nowMs: number): number | null {
  const relative = RELATIVE.exec(text.trim());
  if (relative) {
    if (relative[1] === undefined) return nowMs;
    const agoMs = parseDurationMs(relative[1]);
    return agoMs === null ? null : nowMs - agoMs;
  }
  if (/^\d{10,16}$/.test(text.trim())) return Number(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text.trim())) return null;
  const hasZone = /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text.trim());
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text.trim());
  const ms = Date.parse(hasZone || isDay ? text.trim() : `${text.trim()}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** ISO 8601 in UTC with milliseconds, as in every answer. */
export const instant = z.iso.datetime().meta({ description: "ISO 8601, UTC" });

/** The longest range that a question may cover: 400 days, as long as hours are kept. */
export const LONGEST_RANGE_MS = 401 * 86_400_000;

const instantText = z
  .string()
  .meta({ description: "ISO 8601, Unix milliseconds, or relative such as now-1h" });

/** The range parameters that every question shares; `resolveRange` turns them into milliseconds. */
export const rangeParams = {
  from: instantText.default("now-1h"),
  to: instantText.default("now"),
};

/** A text or a list of texts, given as `a=x&a=y`. An empty list means "no filter". */
export const filter = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]));

export type Range = { fromMs: number; toMs: number };

/** A parameter that cannot be used, with the field's name and what to do about it. */
export class ParameterError extends Error {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
    this.name = "ParameterError";
  }
}

/** Milliseconds of `from` (inclusive) and `to` (exclusive). Throws `ParameterError`. */
export function resolveRange(params: { from: string; to: string }, nowMs: number): Range {
  const fromMs = parseInstant(params.from, nowMs);
  const toMs = parseInstant(params.to, nowMs);
  const hint = "use ISO 8601, Unix milliseconds, or now-1h";
  if (fromMs === null) throw new ParameterError("from", `"${params.from}" is not a time: ${hint}`);
  if (toMs === null) throw new ParameterError("to", `"${params.to}" is not a time: ${hint}`);
  if (fromMs >= toMs) throw new ParameterError("from", "from must be before to");
  if (toMs - fromMs > LONGEST_RANGE_MS) {
    throw new ParameterError("from", "the range is longer than 400 days: choose a later from");
  }
  return { fromMs, toMs };
}

/** The step of a point list. */
export const stepParam = z.coerce
  .number()
  .int()
  .min(1)
  .max(86_400 * 31)
  .optional()
  .meta({ description: "Seconds; absent: at most 300 points" });
