import type { LineVisual } from "@/lib/domain/chart-spec.ts";
import type { Formatted } from "./format.ts";
import type { SparkSeries } from "./sparkline.ts";
import type { Track, TrackTimes } from "./track.ts";

/** A value of the whole range with its course. */
export type PanelFigure = { id: string; label: string; value: Formatted; values: SparkSeries };

/** A panel ready to draw; its tracks take their height from the panel. */
export type PanelModel = {
  times: TrackTimes;
  /** One per unit. */
  tracks: readonly Track[];
  figures: readonly PanelFigure[];
  /** What is not drawn, such as "8 of 23, the largest"; null: everything is. */
  note: string | null;
};

/** More lines than this cannot be told apart. */
export const MOST_LINES = 8;

/** How a track is drawn; areas of several lines would cover each other. */
export function trackKind(visual: LineVisual, lines: number): Track["kind"] {
  if (visual === "figure" || (visual === "area" && lines > 1)) return "lines";
  return visual;
}
