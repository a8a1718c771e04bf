"use client";

import clsx from "clsx";
import { Flag } from "lucide-react";
import { shareAt, type TrackFlag, type TrackInterval, type TrackTimes } from "@/lib/view/track.ts";
import { GUTTER, useTracks } from "./tracks-context.ts";

type Props = { intervals: readonly TrackInterval[]; flags: readonly TrackFlag[] };

const TINTS = {
  critical: "border-critical-fill/50 bg-critical-fill/10",
  unknown: "border-line bg-unknown-soft",
} as const;

/** Room that a flag's label takes at least. */
const FLAG_PX = 120;

const clampShare = (times: TrackTimes, atMs: number) =>
  Math.min(1, Math.max(0, shareAt(times, atMs)));

/** Breached intervals and flags behind every track. */
export function TrackBackdrop({ intervals, flags }: Props) {
  const { times, plotWidth } = useTracks();
  if (plotWidth === 0) return null;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-y-0 bottom-6"
      style={{ left: GUTTER, width: plotWidth }}
    >
      {intervals.map((interval) => {
        const left = clampShare(times, interval.fromMs) * plotWidth;
        const right = clampShare(times, interval.toMs) * plotWidth;
        return (
          <div
            key={interval.fromMs}
            className={clsx("absolute inset-y-0 border-x", TINTS[interval.tone])}
            style={{ left, width: Math.max(1, right - left) }}
          />
        );
      })}
      {flags.map((flag) => (
        <div
          key={flag.id}
          className={clsx(
            "absolute inset-y-0 w-0 border-l border-dotted",
            flag.loud ? "border-text" : "border-line-strong",
          )}
          style={{ left: clampShare(times, flag.atMs) * plotWidth }}
        />
      ))}
    </div>
  );
}

/** The flags that have room for their label beside `taken`: loud ones first, then the newest. */
function labelled(
  flags: readonly TrackFlag[],
  taken: readonly number[],
  xOf: (atMs: number) => number,
): TrackFlag[] {
  const kept: TrackFlag[] = [];
  const byImportance = flags.toSorted((a, b) => Number(b.loud) - Number(a.loud) || b.atMs - a.atMs);
  for (const flag of byImportance) {
    const others = flag.loud
      ? kept.map(({ atMs }) => xOf(atMs))
      : [...kept.map(({ atMs }) => xOf(atMs)), ...taken];
    if (others.every((x) => Math.abs(x - xOf(flag.atMs)) > FLAG_PX)) kept.push(flag);
  }
  return kept;
}

/** The newest interval of each tone is said in words. */
const spoken = (intervals: readonly TrackInterval[]): TrackInterval[] =>
  (["critical", "unknown"] as const)
    .map((tone) => intervals.findLast((interval) => interval.tone === tone))
    .filter((interval) => interval !== undefined);

/** Labels of intervals and flags, in a line of their own above the first track's plot. */
export function TrackLabels({ intervals, flags }: Props) {
  const { times, plotWidth } = useTracks();
  const xOf = (atMs: number) => clampShare(times, atMs) * plotWidth;
  const said = spoken(intervals);
  const shown = labelled(
    flags,
    said.map(({ toMs }) => xOf(toMs)),
    xOf,
  );
  return (
    <div
      aria-hidden
      className="relative h-6 text-11"
      style={{ marginLeft: GUTTER, width: plotWidth }}
    >
      {plotWidth > 0 &&
        shown.map((flag) => (
          <span
            key={flag.id}
            className={clsx(
              "absolute top-0.5 inline-flex items-center gap-1 rounded-1 px-1.5 py-0.5 whitespace-nowrap",
              flag.loud ? "bg-text font-medium text-bg" : "bg-surface-3 text-text-2",
              xOf(flag.atMs) > FLAG_PX ? "-translate-x-full" : "",
            )}
            style={{ left: xOf(flag.atMs) }}
          >
            <Flag size={11} />
            {flag.label}
          </span>
        ))}
      {said.map((interval) => (
        <span
          key={interval.tone}
          className={clsx(
            "absolute top-1 pr-1.5 whitespace-nowrap",
            interval.tone === "critical" ? "text-critical" : "text-text-2",
            xOf(interval.toMs) > FLAG_PX ? "-translate-x-full" : "",
          )}
          style={{ left: xOf(interval.toMs) }}
        >
          {interval.label}
        </span>
      ))}
    </div>
  );
}
