"use client";

import { memo, type ReactNode, useMemo } from "react";
import { formatTick } from "@/lib/view/format.ts";
import { HEAT_LEVELS, type HeatGrid } from "@/lib/view/heatmap.ts";
import { TrackYAxis } from "./track-y-axis.tsx";
import { GUTTER, RIGHT, useTracks } from "./tracks-context.ts";

type Props = {
  heatmap: HeatGrid;
  height: number;
  title: string;
  /** What is counted and on which axis. */
  note: string;
  /** A line across, by its share of the axis from below. */
  limit: { share: number; label: string } | null;
  /** Stands at the right, such as a menu. */
  actions?: ReactNode;
};

const LEVELS = Array.from({ length: HEAT_LEVELS }, (_, index) => index + 1);
const FILLS = LEVELS.map((level) => `var(--heat-${level})`);

/** Counts by time and value; colour is the count of a cell, empty cells are not drawn. */
export function HeatTrack({ heatmap, height, title, note, limit, actions }: Props) {
  return (
    <div data-chart="heatmap" className="pt-4">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 px-4 text-12">
        <div>
          <h2 className="inline text-13 font-semibold">{title}</h2>{" "}
          <span className="text-text-3">{note}</span>
        </div>
        <div className="flex items-center gap-2 text-11 text-text-3">
          1
          <span aria-hidden className="flex">
            {FILLS.map((fill) => (
              <span key={fill} className="h-2 w-2.5" style={{ background: fill }} />
            ))}
          </span>
          {formatTick(heatmap.most)}
          {actions && <div className="pointer-events-auto">{actions}</div>}
        </div>
      </div>
      <div data-plot className="relative" style={{ height }}>
        <Cells heatmap={heatmap} height={height} title={title} share={limit?.share ?? -1} />
        <TrackYAxis height={height} ticks={heatmap.ticks} limit={limit} />
      </div>
    </div>
  );
}

/** The heatmap's place while it loads. */
export function HeatTrackSkeleton({ height, title }: Pick<Props, "height" | "title">) {
  return (
    <div className="pt-4" aria-hidden>
      <div className="mb-2 h-5 px-4 text-13 font-semibold">{title}</div>
      <div className="bg-surface-2" style={{ height, marginLeft: GUTTER, marginRight: RIGHT }} />
    </div>
  );
}

/** One path per level keeps thousands of cells at nine elements, and the theme in the hands of CSS. */
const Cells = memo(function Cells({
  heatmap,
  height,
  title,
  share,
}: Pick<Props, "heatmap" | "height" | "title"> & { share: number }) {
  const { plotWidth } = useTracks();
  const paths = useMemo(() => pathsOf(heatmap, plotWidth, height), [heatmap, plotWidth, height]);
  if (plotWidth === 0) return null;
  return (
    <svg
      width={plotWidth}
      height={height}
      className="absolute"
      style={{ left: GUTTER }}
      shapeRendering="crispEdges"
      role="img"
      aria-label={title}
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

function pathsOf(heatmap: HeatGrid, width: number, height: number): string[] {
  const edges = heatmap.edges.map((share) => (1 - share) * height);
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
