import type { Formatted } from "./format.ts";
import type { SparkSeries } from "./sparkline.ts";

export type FigureStatus = "ok" | "warning" | "critical" | "unknown";

/** One cell of a figure strip. */
export type Figure = {
  id: string;
  label: string;
  status: FigureStatus;
  value: Formatted;
  /** Said small beside the value, such as "of 12". */
  aside?: string;
  /** The change against the compared period, and whether it is bad; null: nothing to compare with. */
  change: { text: string; tone: "calm" | "good" | "warning" | "critical" } | null;
  /** What stands after the change: "vs hour before", or a note when there is no change. */
  note?: string;
  spark?: { values: SparkSeries; limit?: number };
  href?: string;
};
