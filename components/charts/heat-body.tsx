"use client";

import { memo, useMemo } from "react";
import { HEAT_LEVELS, type HeatGrid } from "@/lib/view/heatmap.ts";
import { TrackYAxis } from "./track-y-axis.tsx";
import { GUTTER, useTracks } from "./tracks-context.ts";

type Props = {
  heatmap: HeatGrid;
  height: number;
  title: string;
  /** A line across, by its share of the axis from below. */
  limit: { share: number; label: string } | null;
};

const LEVELS = Array.from({ length: HEAT_LEVELS }, (_, index) => index + 1);

/** The colours of the levels, few to many. */
export const HEAT_FILLS = LEVELS.map((level) => `var(--heat-${level})`);

/** The plot of a heatmap with its y axis, without a heading, within `Tracks`. */
export function HeatBody({ heatmap, height, title, limit }: Props) {
  return (
    <div data-plot className="relative" style={{ height }}>
      <Cells heatmap={heatmap} height={height} title={title} share={limit?.share ?? -1} />
      <TrackYAxis height={height} ticks={heatmap.ticks} limit={limit} />
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
        <path key={HEAT_FILLS[index]} d={path} fill={HEAT_FILLS[index]} />
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
