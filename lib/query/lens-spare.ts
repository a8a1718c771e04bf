import type { LensSeries } from "./lens-series.ts";

/** Measures that an asker has no use for, and what their series are of: a function of a module's own. */
export type SpareMeasures<Dimension extends string, Measure extends string> = {
  measures: ReadonlySet<Measure>;
  thingOf: (one: LensSeries<Dimension, Measure>) => string;
};

/** Series without those of spare measures. A thing that tells nothing else keeps them, so that it is not forgotten. */
export function withoutSpare<Dimension extends string, Measure extends string>(
  series: readonly LensSeries<Dimension, Measure>[],
  { measures, thingOf }: SpareMeasures<Dimension, Measure>,
): LensSeries<Dimension, Measure>[] {
  const kept = series.filter(({ measure }) => !measures.has(measure));
  if (kept.length === series.length) return kept;
  const told = new Set(kept.map((one) => thingOf(one)));
  const only = series.filter((one) => measures.has(one.measure) && !told.has(thingOf(one)));
  return [...kept, ...only];
}
