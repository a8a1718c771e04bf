"use client";

import { memo, type ReactNode, useMemo, useState } from "react";
import { type Track, valueShare } from "@/lib/view/track.ts";
import type { ChartQuestion } from "./chart-menu.tsx";
import { HoverDots } from "./hover-dots.tsx";
import { TrackHeader } from "./track-header.tsx";
import { TrackMenu } from "./track-menu.tsx";
import { TrackPlot } from "./track-plot.tsx";
import { TrackYAxis } from "./track-y-axis.tsx";

type Props = ChartQuestion & {
  track: Track;
  /** The legend as a table of last, mean and max that hides and isolates series. */
  legend?: boolean;
  /** A line between the header and the plot, such as `TrackLabels`. */
  above?: ReactNode;
  /** Stands beside the legend, such as a copy button. */
  actions?: ReactNode;
};

/** A titled chart of lines, an area or bars, from zero, within `Tracks`. */
export function LineTrack({ track, legend = false, above, actions, ...question }: Props) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () => ({ ...track, lines: track.lines.filter((line) => !hidden.has(line.id)) }),
    [track, hidden],
  );
  return (
    <div data-chart={track.id}>
      <TrackHeader
        track={track}
        legend={legend}
        hidden={hidden}
        onHide={setHidden}
        actions={actions}
        menu={<TrackMenu track={shown} {...question} />}
      />
      {above}
      <div data-plot className="relative" style={{ height: track.height }}>
        <Plot track={shown} />
        <TrackYAxis
          height={track.height}
          ticks={track.ticks.map(({ value, label }) => ({
            label,
            share: valueShare(track, value),
          }))}
          limit={
            track.limit
              ? { label: track.limit.label, share: valueShare(track, track.limit.value) }
              : null
          }
        />
        {track.kind !== "bars" && <HoverDots track={shown} />}
      </div>
    </div>
  );
}

const Plot = memo(TrackPlot);
