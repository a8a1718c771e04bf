"use client";

import { type ReactNode, useMemo, useState } from "react";
import type { Track, TrackFlag, TrackInterval, TrackTimes } from "@/lib/view/track.ts";
import { createHoverStore } from "./hover-store.ts";
import { TimeAxis } from "./time-axis.tsx";
import { TrackBackdrop } from "./track-backdrop.tsx";
import { TrackCrosshair } from "./track-crosshair.tsx";
import { TrackCursor } from "./track-cursor.tsx";
import { GUTTER, RIGHT, TracksContext } from "./tracks-context.ts";
import { type TracksActions, useTracksPointer } from "./tracks-pointer.ts";
import { useWidth } from "./use-width.ts";

type Props = TracksActions & {
  label: string;
  times: TrackTimes;
  /** What the tooltip lists, in this order; values within a track are sorted. */
  tracks: readonly Track[];
  intervals: readonly TrackInterval[];
  flags: readonly TrackFlag[];
  /** Where the trace of an example is shown; absent: examples are not drawn. */
  hrefOfTrace?: (traceId: string) => string;
  /** The tracks: `LineTrack`, `HeatTrack`, `LaneTrack`. */
  children: ReactNode;
};

/**
 * Charts on one x axis: one crosshair and one tooltip cross all, a drag zooms, a double click goes back, a
 * click opens the moment. The same is possible with the keyboard; see `TrackCursor`.
 */
export function Tracks(props: Props) {
  const { label, times, tracks, intervals, flags, hrefOfTrace, children, ...actions } = props;
  const [hover] = useState(createHoverStore);
  const { ref, width } = useWidth<HTMLDivElement>();
  const plotWidth = Math.max(0, width - GUTTER - RIGHT);
  const frame = useMemo(
    () => ({ times, width, plotWidth, hover, hrefOfTrace }),
    [times, width, plotWidth, hover, hrefOfTrace],
  );
  const pointer = useTracksPointer(frame, actions);
  return (
    <TracksContext value={frame}>
      <div
        ref={ref}
        data-hold
        data-tracks
        className="relative touch-pan-y select-none"
        {...pointer}
      >
        <TrackCursor label={label} tracks={tracks} {...actions} />
        <TrackBackdrop intervals={intervals} flags={flags} />
        <div className="pointer-events-none relative">{children}</div>
        <TimeAxis />
        <TrackCrosshair tracks={tracks} intervals={intervals} />
      </div>
    </TracksContext>
  );
}
