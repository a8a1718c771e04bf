"use client";

import { type KeyboardEvent, useRef } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { formatTime } from "@/lib/view/time-format.ts";
import type { Track } from "@/lib/view/track.ts";
import { GUTTER, RIGHT, useTrackHover, useTracks } from "./tracks-context.ts";
import { momentOf, spanOf, type TracksActions } from "./tracks-pointer.ts";

type Props = TracksActions & { label: string; tracks: readonly Track[] };

const PAGE = 10;

const STRIDES = new Map([
  ["ArrowLeft", -1],
  ["ArrowRight", 1],
  ["PageDown", -PAGE],
  ["PageUp", PAGE],
  ["Home", Number.NEGATIVE_INFINITY],
  ["End", Number.POSITIVE_INFINITY],
]);

/** The values of one bucket in words, as a screen reader says them. */
function speechOf(tracks: readonly Track[], index: number): string {
  return tracks
    .flatMap((track) => [
      ...track.lines.map((line) => {
        const value = line.values[index] ?? null;
        return `${line.label} ${value === null ? "unknown" : track.write(value)}`;
      }),
      ...(track.examples?.[index] ? ["t opens the slowest request"] : []),
    ])
    .join(", ");
}

/**
 * The crosshair by keyboard, as a slider over the buckets: arrows move it, Shift selects, Enter zooms into the
 * selection or opens the moment, t opens the trace of the bucket's example, Backspace zooms out, Escape lets go.
 */
export function TrackCursor({ label, tracks, onZoom, onZoomOut, onPick, onExample }: Props) {
  const { times, hover } = useTracks();
  const { index, selection } = useTrackHover();
  const zone = useZone();
  const anchor = useRef<number | null>(null);
  const last = times.startsMs.length - 1;
  const at = Math.min(index ?? last, last);
  const example = tracks.map((track) => track.examples?.[at]).find((known) => known);

  const onKeyDown = (event: KeyboardEvent) => {
    const stride = STRIDES.get(event.key);
    if (stride !== undefined) {
      const next = Math.min(last, Math.max(0, at + stride));
      anchor.current = event.shiftKey ? (anchor.current ?? at) : null;
      const span = anchor.current === null ? null : spanOf(times, anchor.current, next);
      hover.set({ index: next, selection: span });
    } else if (event.key === "Enter") {
      if (selection) onZoom(selection);
      else onPick?.(momentOf(times, at));
      anchor.current = null;
      hover.set({ index: selection ? null : at, selection: null });
    } else if (event.key === "t" && example && onExample) {
      onExample(example.traceId);
    } else if (event.key === "Backspace") {
      onZoomOut();
    } else if (event.key === "Escape") {
      anchor.current = null;
      hover.set({ index: null, selection: null });
    } else {
      return;
    }
    event.preventDefault();
  };

  if (last < 0) return null;
  const startMs = times.startsMs[at] ?? times.fromMs;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={`${formatTime(startMs, zone, "second")}: ${speechOf(tracks, at)}`}
      onKeyDown={onKeyDown}
      onBlur={() => hover.set({ index: null, selection: null })}
      className="absolute inset-y-0 cursor-crosshair rounded-1"
      style={{ left: GUTTER, right: RIGHT }}
    />
  );
}
