import { parseDurationMs } from "@/lib/domain/duration.ts";
import { formatRange } from "./time-format.ts";

/** The quick ranges of the picker; each ends now. */
export const QUICK_RANGES = ["5m", "15m", "30m", "1h", "3h", "6h", "24h", "7d", "30d"] as const;

const WORDS = new Map([
  ["s", "s"],
  ["m", "min"],
  ["h", "h"],
  ["d", "d"],
  ["w", "w"],
]);

/** "1 h" of "1h", "15 min" of "15m"; the text itself when it is not a length of time. */
export function rangeLength(text: string): string {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
  const unit = WORDS.get(match?.[2] ?? "");
  return match && unit ? `${match[1]}\u00a0${unit}` : text;
}

type RangeText = { from: string; to: string };

/** The length of a range that ends now, such as "1h"; null for any other. */
export function relativeLength({ from, to }: RangeText): string | null {
  const match = /^now-(\w[\w.]*)$/.exec(from);
  return to === "now" && match?.[1] ? match[1] : null;
}

/** Whether a range ends at a fixed moment, so that nothing in it goes on. */
export const isPast = ({ to }: RangeText): boolean => !to.startsWith("now");

/** A bound in Unix ms; null when it is not a time. Relative bounds need the present. */
export function boundMs(text: string, nowMs: number): number | null {
  if (text === "now") return nowMs;
  const ago = /^now-(.+)$/.exec(text)?.[1];
  if (ago !== undefined) {
    const agoMs = parseDurationMs(ago);
    return agoMs === null ? null : nowMs - agoMs;
  }
  const ms = /^\d{10,16}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** What the picker's button says: its name if it is a quick one, and the moments it covers. */
export function describeRange(
  range: RangeText,
  { nowMs, zone }: { nowMs: number; zone: string },
): { name: string | null; span: string } {
  const length = relativeLength(range);
  const fromMs = boundMs(range.from, nowMs);
  const toMs = boundMs(range.to, nowMs);
  const span = fromMs === null || toMs === null ? "" : formatRange({ fromMs, toMs }, zone);
  return { name: length === null ? null : `Last ${rangeLength(length)}`, span };
}

/** A range within a sentence: "last 1 h", or "time 14:00–15:00 UTC". */
export function rangeWords(range: RangeText, now: { nowMs: number; zone: string }): string {
  const length = relativeLength(range);
  return length === null ? `time ${describeRange(range, now).span}` : `last ${rangeLength(length)}`;
}

/** Steps that buckets of every tier can be merged into, in seconds. */
const STEPS_SECONDS = [
  10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
] as const;

/** The finest step that gives a range at most this many points; null when the range is not one. */
export function stepSecondsFor(
  range: RangeText,
  { nowMs, points }: { nowMs: number; points: number },
) {
  const fromMs = boundMs(range.from, nowMs);
  const toMs = boundMs(range.to, nowMs);
  if (fromMs === null || toMs === null || toMs <= fromMs) return null;
  const least = (toMs - fromMs) / 1_000 / points;
  return (
    STEPS_SECONDS.find((step) => step >= least) ?? STEPS_SECONDS[STEPS_SECONDS.length - 1] ?? null
  );
}
