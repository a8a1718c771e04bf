"use client";

import type { LogHistogram } from "@/lib/view/log-histogram.ts";
import { valueShare } from "@/lib/view/track.ts";
import { TrackYAxis } from "./track-y-axis.tsx";
import { GUTTER, useTracks } from "./tracks-context.ts";

type Props = {
  histogram: LogHistogram;
  /** In px; absent: the histogram's own. */
  height?: number;
};

/** Records by severity as stacked bars, within `Tracks`. */
export function SeverityTrack({ histogram, height = histogram.track.height }: Props) {
  const { plotWidth } = useTracks();
  const { track, bars } = histogram;
  const width = plotWidth / Math.max(1, bars.length);
  return (
    <div data-plot className="relative" style={{ height: height }}>
      <TrackYAxis
        height={height}
        ticks={track.ticks.map(({ value, label }) => ({ label, share: valueShare(track, value) }))}
        limit={null}
      />
      <svg
        className="absolute top-0"
        style={{ left: GUTTER }}
        width={plotWidth}
        height={height}
        aria-hidden
      >
        {track.ticks.map(({ value }) => {
          const y = (1 - valueShare(track, value)) * height;
          return <line key={value} x1="0" x2={plotWidth} y1={y} y2={y} className="stroke-grid" />;
        })}
        {bars.map((parts, index) =>
          parts.map(({ severity, colour, from, to }) => (
            <rect
              key={severity}
              x={index * width}
              y={(1 - to) * height}
              width={Math.max(1, width - 1)}
              height={Math.max(1, (to - from) * height - (from > 0 ? 1 : 0))}
              fill={colour}
            />
          )),
        )}
      </svg>
    </div>
  );
}
