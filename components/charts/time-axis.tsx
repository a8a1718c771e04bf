"use client";

import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { timeTicks } from "@/lib/view/time-ticks.ts";
import { shareAt } from "@/lib/view/track.ts";
import { GUTTER, useTracks } from "./tracks-context.ts";

const LABEL_PX = 84;

/** The one x axis below all tracks. */
export function TimeAxis() {
  const { times, plotWidth, width } = useTracks();
  const zone = useZone();
  const ticks = useMemo(
    () => timeTicks(times, { zone, most: Math.max(2, Math.floor(plotWidth / LABEL_PX)) }),
    [times, zone, plotWidth],
  );
  return (
    <div aria-hidden className="pointer-events-none relative h-6 text-11 text-text-3">
      {plotWidth > 0 &&
        ticks.map(({ atMs, label }) => {
          const x = GUTTER + shareAt(times, atMs) * plotWidth;
          if (x > width - 14) return null;
          return (
            <span
              key={atMs}
              className="absolute top-1.5 -translate-x-1/2 whitespace-nowrap"
              style={{ left: x }}
            >
              {label}
            </span>
          );
        })}
    </div>
  );
}
