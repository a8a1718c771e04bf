import type { LensSeries } from "./lens-series.ts";

/** Measures that an asker has no use for, and what their series are of: an object of a module's own. */
export type SpareMeasures<Dimension extends string, Measure extends string> = {
  measures: ReadonlySet<Measure>;
  thingOf: (one: LensSeries<Dimension, Measure>) => string;
};

type Series<Dimension extends string, Measure extends string> = readonly LensSeries<
  Dimension,
  Measure
>[];

/** Lists of series are the same objects from question to question. */
const kept = new WeakMap<object, WeakMap<object, Series<string, string>>>();

/** Series without those of spare measures. A thing that tells nothing else keeps them, so that it is not forgotten. */
export function withoutSpare<Dimension extends string, Measure extends string>(
  series: Series<Dimension, Measure>,
  spare: SpareMeasures<Dimension, Measure>,
): Series<Dimension, Measure> {
  const ofList = kept.get(series) ?? new WeakMap<object, Series<string, string>>();
  kept.set(series, ofList);
  // Only this list's own series are kept for it.
  const known = ofList.get(spare) as Series<Dimension, Measure> | undefined;
  if (known) return known;
  const { measures, thingOf } = spare;
  const wanted = series.filter(({ measure }) => !measures.has(measure));
  const told = new Set(wanted.map(thingOf));
  const only = series.filter((one) => measures.has(one.measure) && !told.has(thingOf(one)));
  const found = only.length === 0 ? wanted : [...wanted, ...only];
  ofList.set(spare, found);
  return found;
}
