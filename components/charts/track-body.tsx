"use client";

import { memo } from "react";
import { type Track, valueShare } from "@/lib/view/track.ts";
import { ExampleDots } from "./example-dots.tsx";
import { HoverDots } from "./hover-dots.tsx";
import { TrackPlot } from "./track-plot.tsx";
import { TrackYAxis } from "./track-y-axis.tsx";

/** The plot of a track with its y axis, without a heading, within `Tracks`. */
export function TrackBody({ track }: { track: Track }) {
  const { limit } = track;
  return (
    <div data-plot className="relative" style={{ height: track.height }}>
      <Plot track={track} />
      <TrackYAxis
        height={track.height}
        ticks={track.ticks.map(({ value, label }) => ({ label, share: valueShare(track, value) }))}
        limit={limit ? { label: limit.label, share: valueShare(track, limit.value) } : null}
      />
      {track.kind !== "bars" && <HoverDots track={track} />}
      {track.examples && <ExampleDots track={track} examples={track.examples} />}
    </div>
  );
}

const Plot = memo(TrackPlot);
