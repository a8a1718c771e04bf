"use client";

import { type PointerEvent, useMemo, useRef, useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { formatMs, joined } from "@/lib/view/format.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import type { TraceRow } from "@/lib/view/traces.ts";
import {
  areaOfBox,
  buildScatter,
  markAt,
  type Scatter,
  type ScatterMark,
  type ScatterScale,
} from "@/lib/view/traces-scatter.ts";
import { DurationAxis, type Point, ScatterMarks, TimeAxis } from "./traces-scatter-parts.tsx";
import type { ListFilters } from "./traces-state.ts";
import { useOpenTrace } from "./traces-table.tsx";

export const SCATTER_HEIGHT = 220;
const REACH_PX = 12;
/** A drag shorter than this is a click. */
const DRAG_PX = 6;

type Props = {
  rows: TraceRow[];
  /** The times to draw. */
  range: { fromMs: number; toMs: number };
  scale: ScatterScale;
  /** A dragged box narrows durations; its times go to the bar. */
  onNarrow: (change: Partial<ListFilters>) => void;
};

/** Every listed request as a mark: failed ones are crosses. A click opens one, a drag narrows the list. */
export function TracesScatter({ rows, range, scale, onNarrow }: Props) {
  const scatter = useMemo(() => buildScatter(rows, range, scale), [rows, range, scale]);
  const failed = rows.filter((row) => row.error).length;
  const plot = useScatterPointer(scatter, onNarrow);
  return (
    <div className="px-4 pt-3 pb-2" data-hold>
      <Legend />
      <div className="flex" style={{ height: SCATTER_HEIGHT }}>
        <DurationAxis ticks={scatter.ticks} />
        <div
          ref={plot.ref}
          className="relative min-w-0 flex-1 touch-pan-y select-none"
          style={{ cursor: plot.hovered ? "pointer" : "crosshair" }}
          onPointerDown={plot.onPointerDown}
          onPointerMove={plot.onPointerMove}
          onPointerUp={plot.onPointerUp}
          onPointerLeave={plot.onPointerLeave}
        >
          <svg
            className="absolute inset-0 size-full overflow-visible"
            role="img"
            aria-label={`Durations of ${rows.length} requests over time, ${failed} of them failed. Each is also a row of the table below.`}
          >
            <ScatterMarks scatter={scatter} hovered={plot.hovered} box={plot.box} />
          </svg>
          {plot.hovered && !plot.box && <MarkTooltip mark={plot.hovered} />}
        </div>
      </div>
      <TimeAxis fromMs={scatter.fromMs} toMs={scatter.toMs} />
    </div>
  );
}

function Legend() {
  return (
    <div className="mb-1 flex justify-end gap-4 text-12 text-text-2">
      <span className="flex items-center gap-1.5">
        <svg width="10" height="10" aria-hidden>
          <circle cx="5" cy="5" r="3.5" className="fill-q95" />
        </svg>
        answered
      </span>
      <span className="flex items-center gap-1.5">
        <svg width="10" height="10" aria-hidden>
          <path d="M1.5 1.5l7 7m0-7l-7 7" className="stroke-critical" strokeWidth="2.2" />
        </svg>
        failed
      </span>
    </div>
  );
}

function useScatterPointer(scatter: Scatter, onNarrow: Props["onNarrow"]) {
  const ref = useRef<HTMLDivElement>(null);
  const { setBar } = useBar();
  const open = useOpenTrace();
  const [hovered, setHovered] = useState<ScatterMark | null>(null);
  const [start, setStart] = useState<Point | null>(null);
  const [end, setEnd] = useState<Point | null>(null);
  const forget = () => {
    setStart(null);
    setEnd(null);
  };
  const at = (event: PointerEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const px = { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
    const plot = { width: bounds.width, height: bounds.height, reachPx: REACH_PX };
    return { px, plot, share: { x: px.x / bounds.width, y: 1 - px.y / bounds.height } };
  };
  return {
    ref,
    hovered,
    box: start && end ? { a: start, b: end } : null,
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setStart(at(event).share);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const { px, plot, share } = at(event);
      setHovered(markAt(scatter, px, plot));
      if (!start) return;
      const away = Math.hypot((share.x - start.x) * plot.width, (share.y - start.y) * plot.height);
      setEnd(away < DRAG_PX ? null : share);
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      const { px, plot } = at(event);
      if (start && end) {
        const { fromMs, toMs, minMs, maxMs } = areaOfBox(scatter, start, end);
        setBar({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
        onNarrow({ minMs, maxMs });
      } else {
        const mark = markAt(scatter, px, plot);
        if (mark) open(mark.row);
      }
      forget();
    },
    onPointerLeave: () => {
      setHovered(null);
      if (!end) forget();
    },
  };
}

function MarkTooltip({ mark: { row, x, y } }: { mark: ScatterMark }) {
  const zone = useZone();
  return (
    <div
      role="tooltip"
      className="pointer-events-none absolute z-10 w-max max-w-72 rounded-2 border border-line bg-surface px-2.5 py-1.5 text-12 shadow-float"
      style={{
        left: `${x * 100}%`,
        top: `${(1 - y) * 100}%`,
        transform: `translate(${x > 0.6 ? "calc(-100% - 10px)" : "10px"}, ${y > 0.5 ? "6px" : "calc(-100% - 6px)"})`,
      }}
    >
      <div className="flex items-baseline gap-2">
        <span className={`font-semibold ${row.error ? "text-critical" : ""}`}>
          {joined(formatMs(row.durationMs))}
        </span>
        {row.error && <span className="text-critical">failed {row.statusCode}</span>}
      </div>
      <div className="truncate">
        <span className="text-text-3">{row.method}</span> {row.route}
      </div>
      <div className="text-text-3">
        {row.service} · {formatTime(row.atMs, zone, "second")} · {row.spanCount} spans
      </div>
    </div>
  );
}
