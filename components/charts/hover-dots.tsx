"use client";

import { shareAt, type Track } from "@/lib/view/track.ts";
import { GUTTER, useTrackHover, useTracks } from "./tracks-context.ts";

/** A dot on every line at the crosshair. */
export function HoverDots({ track }: { track: Track }) {
  const { times, plotWidth } = useTracks();
  const { index } = useTrackHover();
  if (index === null || plotWidth === 0) return null;
  const top = track.ticks.at(-1)?.value ?? 1;
  const startMs = times.startsMs[index] ?? times.fromMs;
  const left = GUTTER + shareAt(times, startMs + times.stepMs / 2) * plotWidth;
  return track.lines.map((line) => {
    const value = line.values[index] ?? null;
    if (value === null || value > top) return null;
    return (
      <span
        key={line.id}
        aria-hidden
        className="absolute size-2 -translate-1/2 rounded-full border-2 border-surface"
        style={{ left, top: (1 - value / top) * track.height, background: line.colour }}
      />
    );
  });
}
