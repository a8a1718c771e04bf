"use client";

import type { ReactNode } from "react";
import { formatTick } from "@/lib/view/format.ts";
import type { HeatGrid } from "@/lib/view/heatmap.ts";
import { HEAT_FILLS, HeatBody } from "./heat-body.tsx";
import { GUTTER, RIGHT } from "./tracks-context.ts";

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

/** Counts by time and value; colour is the count of a cell, empty cells are not drawn. */
export function HeatTrack({ heatmap, height, title, note, limit, actions }: Props) {
  return (
    <div data-chart="heatmap" className="pt-4">
      <div className="relative mb-2 flex flex-wrap items-center justify-between gap-x-4 px-4 text-12">
        <div className="max-tablet:pr-10">
          <h2 className="inline text-13 font-semibold">{title}</h2>{" "}
          <span className="text-text-3">{note}</span>
        </div>
        <div className="flex items-center gap-2 text-11 text-text-3">
          1
          <span aria-hidden className="flex">
            {HEAT_FILLS.map((fill) => (
              <span key={fill} className="h-2 w-2.5" style={{ background: fill }} />
            ))}
          </span>
          {formatTick(heatmap.most)}
          {actions && (
            <div className="pointer-events-auto max-tablet:absolute max-tablet:top-0 max-tablet:right-2">
              {actions}
            </div>
          )}
        </div>
      </div>
      <HeatBody heatmap={heatmap} height={height} title={title} limit={limit} />
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
