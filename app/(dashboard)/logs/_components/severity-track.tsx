"use client";

import { TrackYAxis } from "@/components/charts/track-y-axis.tsx";
import { GUTTER, useTracks } from "@/components/charts/tracks-context.ts";
import type { LogHistogram } from "@/lib/view/log-histogram.ts";
import { valueShare } from "@/lib/view/track.ts";

/** Records by severity as stacked bars, within `Tracks`. */
export function SeverityTrack({ histogram }: { histogram: LogHistogram }) {
  const { plotWidth } = useTracks();
  const { track, bars } = histogram;
  const width = plotWidth / Math.max(1, bars.length);
  return (
    <div className="relative" style={{ height: track.height }}>
      <TrackYAxis
        height={track.height}
        ticks={track.ticks.map(({ value, label }) => ({ label, share: valueShare(track, value) }))}
        limit={null}
      />
      <svg
        className="absolute top-0"
        style={{ left: GUTTER }}
        width={plotWidth}
        height={track.height}
        aria-hidden
      >
        {track.ticks.map(({ value }) => {
          const y = (1 - valueShare(track, value)) * track.height;
          return <line key={value} x1="0" x2={plotWidth} y1={y} y2={y} className="stroke-grid" />;
        })}
        {bars.map((parts, index) =>
          parts.map(({ severity, colour, from, to }) => (
            <rect
              key={severity}
              x={index * width}
              y={(1 - to) * track.height}
              width={Math.max(1, width - 1)}
              height={Math.max(1, (to - from) * track.height - (from > 0 ? 1 : 0))}
              fill={colour}
            />
          )),
        )}
      </svg>
    </div>
  );
}
