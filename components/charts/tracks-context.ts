"use client";

import { createContext, useContext } from "react";
import type { TrackTimes } from "@/lib/view/track.ts";
import { type Hover, type HoverStore, useHover } from "./hover-store.ts";

/** Room for the labels of the y axes, and at the right. */
export const GUTTER = 52;
export const RIGHT = 12;

export type TracksFrame = {
  times: TrackTimes;
  /** Whole width and the plot's part of it, in px; 0 until it is measured. */
  width: number;
  plotWidth: number;
  hover: HoverStore;
  /** Where a trace is shown; absent: examples are not drawn. */
  hrefOfTrace?: ((traceId: string) => string) | undefined;
};

export const TracksContext = createContext<TracksFrame | null>(null);

/** The shared axis. Throws outside of `Tracks`. */
export function useTracks(): TracksFrame {
  const frame = useContext(TracksContext);
  if (!frame) throw new Error("a track outside of Tracks");
  return frame;
}

/** Where the person is on the shared axis; nowhere when the axis no longer has that bucket. */
export function useTrackHover(): Hover {
  const { times, hover } = useTracks();
  const current = useHover(hover);
  const gone = current.index !== null && current.index >= times.startsMs.length;
  return gone ? { index: null, selection: null } : current;
}
