"use client";

import { memo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { formatMsTick } from "@/lib/view/format.ts";
import { timeTicks } from "@/lib/view/time-ticks.ts";
import type { Scatter, ScatterMark } from "@/lib/view/traces-scatter.ts";

/** Shares (0 to 1) of the plot's width, and of its height from below. */
export type Point = { x: number; y: number };

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** The labels of the logarithmic axis, left of the plot. */
export function DurationAxis({ ticks }: { ticks: Scatter["ticks"] }) {
  return (
    <div className="relative w-14 shrink-0 text-11 text-text-3" aria-hidden>
      {ticks.map(({ ms, y }) => (
        <span
          key={ms}
          className="absolute right-2 -translate-y-1/2 whitespace-nowrap"
          style={{ top: percent(1 - y) }}
        >
          {formatMsTick(ms)}
        </span>
      ))}
    </div>
  );
}

/** The labels of the time axis, below the plot. */
export function TimeAxis({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  const zone = useZone();
  return (
    <div className="relative ml-14 h-6 text-11 text-text-3" aria-hidden>
      {timeTicks({ fromMs, toMs }, { zone, most: 6 }).map(({ atMs, label }) => {
        const x = (atMs - fromMs) / (toMs - fromMs);
        return (
          <span
            key={atMs}
            className="absolute top-1.5 whitespace-nowrap max-tablet:even:hidden"
            style={{ left: percent(x), transform: `translateX(-${Math.round(x * 100)}%)` }}
          >
            {label}
          </span>
        );
      })}
    </div>
  );
}

type MarksProps = {
  scatter: Scatter;
  hovered: ScatterMark | null;
  box: { a: Point; b: Point } | null;
};

/** Grid, marks, the hovered one and the dragged box; everything in per cent, so nothing is measured. */
export function ScatterMarks({ scatter, hovered, box }: MarksProps) {
  return (
    <>
      <Marks scatter={scatter} />
      {hovered && (
        <circle
          cx={percent(hovered.x)}
          cy={percent(1 - hovered.y)}
          r="7"
          className="fill-transparent stroke-text"
          strokeWidth="1.5"
        />
      )}
      {box && (
        <rect
          x={percent(Math.min(box.a.x, box.b.x))}
          y={percent(1 - Math.max(box.a.y, box.b.y))}
          width={percent(Math.abs(box.a.x - box.b.x))}
          height={percent(Math.abs(box.a.y - box.b.y))}
          className="fill-accent/10 stroke-accent"
        />
      )}
    </>
  );
}

const Marks = memo(function Marks({ scatter }: { scatter: Scatter }) {
  return (
    <>
      {scatter.ticks.map(({ ms, y }) => (
        <line
          key={ms}
          x1="0"
          x2="100%"
          y1={percent(1 - y)}
          y2={percent(1 - y)}
          className="stroke-grid"
        />
      ))}
      {scatter.marks
        .filter(({ row }) => !row.error)
        .map(({ row, x, y }) => (
          <circle
            key={row.key}
            cx={percent(x)}
            cy={percent(1 - y)}
            r="3.5"
            className="fill-q95 stroke-surface"
            strokeWidth="1"
          />
        ))}
      {scatter.marks
        .filter(({ row }) => row.error)
        .map(({ row, x, y }) => (
          <svg key={row.key} x={percent(x)} y={percent(1 - y)} overflow="visible">
            <title>failed</title>
            <path d="M-3.5-3.5l7 7m0-7l-7 7" className="stroke-critical" strokeWidth="2.2" />
          </svg>
        ))}
    </>
  );
});
