"use client";

import { useZone } from "@/components/frame/preferences.tsx";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { shareAt, type Track, type TrackInterval } from "@/lib/view/track.ts";
import { TrackTooltip } from "./track-tooltip.tsx";
import { GUTTER, useTrackHover, useTracks } from "./tracks-context.ts";

const DAY_MS = 86_400_000;

type Props = { tracks: readonly Track[]; intervals: readonly TrackInterval[] };

/** The line through all tracks at the hovered bucket, its time on the axis, its values, and the dragged stretch. */
export function TrackCrosshair({ tracks, intervals }: Props) {
  const { times, plotWidth } = useTracks();
  const { index, selection } = useTrackHover();
  const zone = useZone();
  if (plotWidth === 0 || index === null) return null;
  const startMs = times.startsMs[index] ?? times.fromMs;
  const x = shareAt(times, startMs + times.stepMs / 2) * plotWidth;
  const long = times.toMs - times.fromMs > DAY_MS;
  const style = long ? "day-minute" : times.stepMs < 60_000 ? "second" : "minute";
  return (
    <div
      className="pointer-events-none absolute inset-y-0"
      style={{ left: GUTTER, width: plotWidth }}
    >
      {selection && (
        <div
          className="absolute inset-y-0 bottom-6 border-x border-accent bg-accent/15"
          style={{
            left: shareAt(times, selection.fromMs) * plotWidth,
            width: (shareAt(times, selection.toMs) - shareAt(times, selection.fromMs)) * plotWidth,
          }}
        />
      )}
      <div className="absolute inset-y-0 bottom-6 w-px bg-text/70" style={{ left: x }} />
      <span
        className="absolute bottom-0.5 -translate-x-1/2 rounded-1 bg-text px-1.5 py-0.5 text-11 font-medium whitespace-nowrap text-bg"
        style={{ left: Math.min(plotWidth - 24, Math.max(24, x)) }}
      >
        {selection
          ? formatDuration(selection.toMs - selection.fromMs)
          : formatTime(startMs, zone, style)}
      </span>
      {!selection && <TrackTooltip index={index} x={x} tracks={tracks} intervals={intervals} />}
    </div>
  );
}
