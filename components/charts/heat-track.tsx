"use client";

import { memo, useMemo } from "react";
import { formatTick } from "@/lib/view/format.ts";
import { HEAT_LEVELS, type Heatmap, heatShareAt } from "@/lib/view/heatmap.ts";
import { TrackYAxis } from "./track-y-axis.tsx";
import { GUTTER, RIGHT, useTracks } from "./tracks-context.ts";

type Props = {
  heatmap: Heatmap;
  height: number;
  /** The objective in ms. */
  limit: { value: number; label: string } | null;
};

const LEVELS = Array.from({ length: HEAT_LEVELS }, (_, index) => index + 1);
const FILLS = LEVELS.map((level) => `var(--heat-${level})`);

/** Requests by time and latency on a log axis; colour is the count of a cell, empty cells are not drawn. */
export function HeatTrack({ heatmap, height, limit }: Props) {
  return (
    <div className="pt-4">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 px-4 text-12">
        <div>
          <h2 className="inline text-13 font-semibold">Latency heatmap</h2>{" "}
          <span className="text-text-3">every request, log axis; colour is requests per cell</span>
        </div>
        <div className="flex items-center gap-2 text-11 text-text-3">
          1
          <span aria-hidden className="flex">
            {FILLS.map((fill) => (
              <span key={fill} className="h-2 w-2.5" style={{ background: fill }} />
            ))}
          </span>
          {formatTick(heatmap.most)}
        </div>
      </div>
      <div className="relative" style={{ height }}>
        <Cells heatmap={heatmap} height={height} limit={limit} />
        <TrackYAxis
          height={height}
          ticks={heatmap.ticks}
          limit={limit ? { label: limit.label, share: heatShareAt(heatmap, limit.value) } : null}
        />
      </div>
    </div>
  );
}

/** The heatmap's place while it loads. */
export function HeatTrackSkeleton({ height }: { height: number }) {
  return (
    <div className="pt-4" aria-hidden>
      <div className="mb-2 h-5 px-4 text-13 font-semibold">Latency heatmap</div>
      <div className="bg-surface-2" style={{ height, marginLeft: GUTTER, marginRight: RIGHT }} />
    </div>
  );
}

/** One path per level keeps thousands of cells at nine elements, and the theme in the hands of CSS. */
const Cells = memo(function Cells({ heatmap, height, limit }: Props) {
  const { plotWidth } = useTracks();
  const paths = useMemo(() => pathsOf(heatmap, plotWidth, height), [heatmap, plotWidth, height]);
  if (plotWidth === 0) return null;
  const share = limit ? heatShareAt(heatmap, limit.value) : -1;
  return (
    <svg
      width={plotWidth}
      height={height}
      className="absolute"
      style={{ left: GUTTER }}
      shapeRendering="crispEdges"
      role="img"
      aria-label="Latency heatmap"
    >
      {paths.map((path, index) => (
        <path key={FILLS[index]} d={path} fill={FILLS[index]} />
      ))}
      {share > 0 && share < 1 && (
        <line
          x1={0}
          x2={plotWidth}
          y1={(1 - share) * height}
          y2={(1 - share) * height}
          className="stroke-critical-fill"
          strokeDasharray="4 3"
        />
      )}
    </svg>
  );
});

const px = (value: number) => Math.round(value * 10) / 10;

function pathsOf(heatmap: Heatmap, width: number, height: number): string[] {
  const edges = [heatmap.floorMs, ...heatmap.boundsMs].map(
    (bound) => (1 - heatShareAt(heatmap, bound)) * height,
  );
  const cellWidth = width / Math.max(1, heatmap.columns);
  const gap = cellWidth > 4 ? 1 : 0;
  const paths = LEVELS.map(() => "");
  for (const { column, row, level } of heatmap.cells) {
    const bottom = edges[row] ?? height;
    const top = edges[row + 1] ?? 0;
    const left = px(column * cellWidth);
    const w = px(Math.max(1, (column + 1) * cellWidth - gap - left));
    const h = px(Math.max(1, bottom - top - gap));
    paths[level - 1] += `M${left} ${px(top)}h${w}v${h}h${-w}z`;
  }
  return paths;
}
