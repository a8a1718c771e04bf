"use client";

import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";
import { bucketAt, type TrackTimes } from "@/lib/view/track.ts";
import { GUTTER, type TracksFrame } from "./tracks-context.ts";

export type Moment = { fromMs: number; toMs: number };

export type TracksActions = {
  /** A dragged stretch of time, whole buckets. */
  onZoom: (range: Moment) => void;
  onZoomOut: () => void;
  /** A bucket was clicked; absent: a click does nothing. */
  onPick?: ((moment: Moment) => void) | undefined;
  /** Opens the trace of a single request that is drawn as an example; absent: none are drawn. */
  onExample?: ((traceId: string) => void) | undefined;
};

/** A drag shorter than this is a click. */
const DRAG_PX = 5;
/** A second click within this time is a double click. */
const DOUBLE_MS = 260;

/** The bucket of an index as a stretch of time. */
export const momentOf = (times: TrackTimes, index: number): Moment => {
  const fromMs = times.startsMs[index] ?? times.fromMs;
  return { fromMs, toMs: fromMs + times.stepMs };
};

/** Whole buckets between two indexes, in either order. */
export const spanOf = (times: TrackTimes, a: number, b: number): Moment => ({
  fromMs: momentOf(times, Math.min(a, b)).fromMs,
  toMs: momentOf(times, Math.max(a, b)).toMs,
});

/** React hands events of menus and dialogs to the chart that opened them, wherever they are on screen. */
const isElsewhere = ({ target, currentTarget }: MouseEvent<HTMLElement>): boolean =>
  !(target instanceof Element) ||
  !currentTarget.contains(target) ||
  target.closest("dialog") !== null;

const isControl = (target: EventTarget | null) =>
  target instanceof Element && target.closest("a, button, input") !== null;

/** Pointer handlers of the whole stack. A finger moves the crosshair and never zooms, so that it can scroll. */
export function useTracksPointer(frame: TracksFrame, actions: TracksActions) {
  const drag = useRef<{ x: number; index: number; dragged: boolean } | null>(null);
  const clickTimer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (clickTimer.current) clearTimeout(clickTimer.current);
    },
    [],
  );
  const { times, plotWidth, hover } = frame;

  const indexAt = (event: MouseEvent<HTMLElement>): number | null => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - GUTTER;
    if (plotWidth === 0 || x < -4 || x > plotWidth + 4) return null;
    return bucketAt(times, times.fromMs + (x / plotWidth) * (times.toMs - times.fromMs));
  };

  return {
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (isElsewhere(event)) return;
      const index = indexAt(event);
      const from = drag.current;
      if (from && index !== null && Math.abs(event.clientX - from.x) > DRAG_PX) from.dragged = true;
      const selection = from?.dragged && index !== null ? spanOf(times, from.index, index) : null;
      hover.set({ index, selection });
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const index = indexAt(event);
      if (index === null || isElsewhere(event) || isControl(event.target)) return;
      if (event.pointerType === "touch") return hover.set({ index, selection: null });
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, index, dragged: false };
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const from = drag.current;
      drag.current = null;
      if (!from) return;
      const index = indexAt(event) ?? hover.get().index ?? from.index;
      hover.set({ index: from.dragged ? null : index, selection: null });
      if (from.dragged) return actions.onZoom(spanOf(times, from.index, index));
      if (clickTimer.current) {
        clearTimeout(clickTimer.current);
        clickTimer.current = null;
        return actions.onZoomOut();
      }
      clickTimer.current = setTimeout(() => {
        clickTimer.current = null;
        actions.onPick?.(momentOf(times, index));
      }, DOUBLE_MS);
    },
    onPointerLeave: () => {
      if (!drag.current) hover.set({ index: null, selection: null });
    },
    onPointerCancel: () => {
      drag.current = null;
      hover.set({ index: null, selection: null });
    },
  };
}
