"use client";

import { useCallback, useRef } from "react";
import { boundMs } from "@/lib/view/ranges.ts";
import { useBar } from "./use-bar.ts";

type Range = { fromMs: number; toMs: number };

/** A chart never zooms in further than this. */
const SHORTEST_MS = 10_000;

/** Zooming by charts: into a stretch, and back to where it came from, or to twice the range. */
export function useZoom(): { zoomTo: (range: Range) => void; zoomOut: () => void } {
  const { bar, setBar } = useBar();
  const stack = useRef<{ from: string; to: string }[]>([]);
  const zoomTo = useCallback(
    ({ fromMs, toMs }: Range) => {
      stack.current.push({ from: bar.from, to: bar.to });
      const end = Math.min(Math.max(toMs, fromMs + SHORTEST_MS), Date.now());
      setBar({ from: new Date(fromMs).toISOString(), to: new Date(end).toISOString() });
    },
    [bar.from, bar.to, setBar],
  );
  const zoomOut = useCallback(() => {
    const before = stack.current.pop();
    if (before) return setBar(before);
    const nowMs = Date.now();
    const fromMs = boundMs(bar.from, nowMs);
    const toMs = boundMs(bar.to, nowMs);
    if (fromMs === null || toMs === null || bar.to === "now") return;
    const half = (toMs - fromMs) / 2;
    setBar({
      from: new Date(fromMs - half).toISOString(),
      to: new Date(Math.min(nowMs, toMs + half)).toISOString(),
    });
  }, [bar.from, bar.to, setBar]);
  return { zoomTo, zoomOut };
}
