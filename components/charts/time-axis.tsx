"use client";

import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { zoneLabel } from "@/lib/view/time-format.ts";
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
    <div
      aria-hidden
      data-time-axis
      className="pointer-events-none relative h-6 text-11 text-text-3"
    >
      <span className="absolute top-1.5 left-0 truncate text-right" style={{ width: GUTTER - 8 }}>
        {zoneLabel(zone)}
      </span>
      {plotWidth > 0 &&
        ticks.map(({ atMs, label }) => {
          const x = GUTTER + shareAt(times, atMs) * plotWidth;
          if (x > width - 14 || x < GUTTER + 16) return null;
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
