"use client";

import { shareAt, type Track, valueShare } from "@/lib/view/track.ts";
import { GUTTER, useTrackHover, useTracks } from "./tracks-context.ts";

/** A dot on every line at the crosshair. */
export function HoverDots({ track }: { track: Track }) {
  const { times, plotWidth } = useTracks();
  const { index } = useTrackHover();
  if (index === null || plotWidth === 0) return null;
  const startMs = times.startsMs[index] ?? times.fromMs;
  const left = GUTTER + shareAt(times, startMs + times.stepMs / 2) * plotWidth;
  return track.lines.map((line) => {
    const value = line.values[index] ?? null;
    const share = value === null ? null : valueShare(track, value);
    if (share === null || !(share >= 0 && share <= 1)) return null;
    return (
      <span
        key={line.id}
        aria-hidden
        data-transient
        className="absolute size-2 -translate-1/2 rounded-full border-2 border-surface"
        style={{ left, top: (1 - share) * track.height, background: line.colour }}
      />
    );
  });
}
