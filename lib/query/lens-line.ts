import type { HistogramSlots } from "@/lib/aggregate/histogram-slots.ts";
import type { LensSender } from "@/lib/domain/lens.ts";

/** Whose a line is: of a counter or histogram, of the first series that counts in it. */
export type LineIdentity<Dimension extends string, Measure extends string> = LensSender & {
  /** As the question's `groupOf` says; of a gauge and of every line without it, one a series. */
  group: string;
  library: string;
  measure: Measure;
  dimensions: Readonly<Record<Dimension, string>>;
  /** Unix seconds of the newest that was reported. */
  newest: number;
};

/**
 * What a measure was over the buckets of the plan, and over the whole range in the last place. To be read only: the next
 * question may be answered with the same.
 */
export type LensLine<Dimension extends string, Measure extends string> = LineIdentity<
  Dimension,
  Measure
> &
  (
    | {
        kind: "counter";
        /** Increases, in the unit of the measure. NaN: nothing was reported. */
        counts: Float64Array;
      }
    | {
        kind: "gauge";
        /** In the unit of the measure. NaN: nothing was reported. */
        lasts: Float64Array;
        means: Float64Array;
        mins: Float64Array;
        maxs: Float64Array;
      }
    | {
        kind: "histogram";
        /** By bucket; absent: nothing was reported. Values times `factor` are in the unit of the measure. */
        cells: Pick<HistogramSlots, "get">;
        factor: number;
      }
  );
