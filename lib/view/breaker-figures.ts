import type { Breaker, BreakersResponse } from "@/lib/contract/breakers.ts";
import { type BreakerRow, failureRatioOf, sumOf } from "./breaker-rows.ts";
import { changeText, ratioChangeText } from "./change.ts";
import { concernTrack } from "./concern-track.ts";
import type { Figure } from "./figure.ts";
import { formatCount, formatRatio, joined } from "./format.ts";
import { formatDuration } from "./time-format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

type Outcome = keyof Breaker["calls"];

/** Open, half-open, refused, failed, fallbacks, time open; the last four against the period before. */
export function breakerFigures(rows: readonly BreakerRow[], before: string): Figure[] {
  const inState = (states: readonly string[]) =>
    rows.filter(({ state }) => states.includes(state)).length;
  const open = inState(["open", "forced-open"]);
  const half = inState(["half-open"]);
  const total = (outcome: Outcome) => sumOf(rows.map(({ calls }) => calls[outcome]));
  const was = (outcome: Outcome) =>
    sumOf(rows.map(({ previous }) => previous?.calls[outcome] ?? null));
  const all = (of: typeof total) => ({
    ...{ success: of("success"), failure: of("failure"), timeout: of("timeout") },
    ...{ rejected: of("rejected"), fallback: of("fallback") },
  });
  const failed = { now: failureRatioOf(all(total)), before: failureRatioOf(all(was)) };
  const openMs = rows.reduce((sum, row) => sum + row.openSeconds, 0) * 1_000;
  const openBefore = sumOf(rows.map(({ previous }) => previous?.openSeconds ?? null));
  const plain = (value: number | null) => ({ value: formatCount(value), unit: "" });
  const against = (text: string | null, note: string): Pick<Figure, "change" | "note"> =>
    text === null
      ? { change: null, note }
      : { change: { text, tone: "calm" }, note: `vs ${before}` };
  const counted = (id: Outcome, label: string): Figure => ({
    ...{ id, label, status: "ok", value: plain(total(id)) },
    ...against(wasText({ now: total(id), before: was(id) }), "in this range"),
  });
  return [
    {
      ...{ id: "open", label: "Open", value: plain(open), aside: `of ${rows.length}` },
      ...{ status: open > 0 ? "critical" : "ok", change: null, note: "now" },
    },
    {
      ...{ id: "half-open", label: "Half-open", value: plain(half) },
      ...{ status: half > 0 ? "warning" : "ok", change: null, note: "trial calls pass" },
    },
    counted("rejected", "Calls refused"),
    {
      ...{ id: "failed", label: "Failed calls", status: "ok", value: formatRatio(failed.now) },
      ...against(ratioChangeText(failed), "of those that ran"),
    },
    counted("fallback", "Fallbacks served"),
    {
      ...{ id: "time", label: "Time open", status: "ok" },
      value: { value: openText(openMs / 1_000), unit: "" },
      ...against(
        openBefore === null ? null : `was ${openText(openBefore)}`,
        "all instances together",
      ),
    },
  ];
}

/** How long it was open; not at all is no matter of milliseconds. */
export const openText = (seconds: number): string =>
  seconds === 0 ? "0\u00a0s" : formatDuration(seconds * 1_000);

/** A change from nothing is said as what was before. */
function wasText(pair: { now: number | null; before: number | null }): string | null {
  return pair.before === 0 && pair.now !== null ? "was 0" : changeText(pair);
}

/** Calls refused and the share that failed of each breaker, on one axis. */
export function breakerTracks(
  answer: BreakersResponse,
  rows: readonly BreakerRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const startsMs = (answer.breakers[0]?.points ?? []).map(({ at }) => Date.parse(at));
  const stepMs = answer.stepSeconds * 1_000;
  const lines = (read: (points: readonly Breaker["calls"][]) => number | null) =>
    rows.map((row) => ({
      id: row.id,
      label: [row.breaker, row.service].join(" · "),
      values: startsMs.map((_, slot) =>
        read(row.instances.flatMap(({ points }) => points[slot] ?? [])),
      ),
    }));
  const rejected = (points: readonly Breaker["calls"][]) => {
    const count = sumOf(points.map((point) => point.rejected));
    return count === null ? null : count / answer.stepSeconds;
  };
  const failed = (points: readonly Breaker["calls"][]) => {
    const of = (outcome: Outcome) => sumOf(points.map((point) => point[outcome]));
    const [success, failure, timeout] = [of("success"), of("failure"), of("timeout")];
    return failureRatioOf({ success, failure, timeout, rejected: null, fallback: null });
  };
  const limit = commonThreshold(rows);
  return {
    times: toTrackTimes({ startsMs, stepMs, nowMs }),
    tracks: [
      concernTrack({
        ...{
          id: "rejected",
          title: "Calls refused",
          note: "per second",
          unit: "1/s",
          addsUp: true,
        },
        lines: lines(rejected),
      }),
      concernTrack({
        ...{ id: "failed", title: "Calls that failed or were late", unit: "1", ratio: true },
        ...{ note: "of those that ran", addsUp: false, lines: lines(failed) },
        ...(limit === null
          ? {}
          : { limit: { value: limit, label: `opens at ${joined(formatRatio(limit))}` } }),
      }),
    ],
  };
}

/** The share of failures at which every breaker that tells it opens; null: they differ, or none does. */
function commonThreshold(rows: readonly BreakerRow[]): number | null {
  const told = new Set(rows.flatMap(({ threshold }) => threshold.failureRatio ?? []));
  const [only, ...others] = told;
  return only === undefined || others.length > 0 ? null : only;
}

/** "51 % of calls failed, opens at 50 %", "opens after 5 failures in a row". */
export function thresholdWords({ failureRatio, threshold }: BreakerRow): string {
  const failed =
    failureRatio === null
      ? "no call ran"
      : `${joined(formatRatio(failureRatio))} of calls failed in this range`;
  if (threshold.failureRatio !== null) {
    return `${failed}; it opens at ${joined(formatRatio(threshold.failureRatio))}`;
  }
  if (threshold.failuresInARow === null) return `${failed}; at what it opens is not told`;
  return `${failed}; it opens after ${threshold.failuresInARow} failures in a row`;
}
