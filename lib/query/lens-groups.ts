import type { LineIdentity } from "./lens-line.ts";
import type { IdsByClass } from "./lens-loading.ts";
import type { LensSeries } from "./lens-series.ts";

/** A function of a module's own, since what it says of series is remembered. */
export type GroupOf<Dimension extends string, Measure extends string> = (
  one: LensSeries<Dimension, Measure>,
) => string;

type Series<Dimension extends string, Measure extends string> = readonly LensSeries<
  Dimension,
  Measure
>[];
/** Series by their class: the same object from question to question. */
export type SeriesByClass<Dimension extends string, Measure extends string> = Record<
  keyof IdsByClass,
  Series<Dimension, Measure>
>;
type ByClass<Dimension extends string, Measure extends string> = {
  series: SeriesByClass<Dimension, Measure>;
  ids: IdsByClass;
};

/** Lists of series are the same objects from question to question, and so is what is made of them. */
const classes = new WeakMap<object, ByClass<string, string>>();

/** The series of a list by their class, and their ids. */
export function byClass<Dimension extends string, Measure extends string>(
  found: Series<Dimension, Measure>,
): ByClass<Dimension, Measure> {
  // Only this list's own series are kept for it.
  const known = classes.get(found) as ByClass<Dimension, Measure> | undefined;
  if (known) return known;
  const of = (wanted: keyof IdsByClass) =>
    found.filter(({ series }) => series.metricClass === wanted);
  const series = { counter: of("counter"), gauge: of("gauge"), histogram: of("histogram") };
  const idsOf = (some: Series<Dimension, Measure>) => some.map((one) => one.series.seriesId);
  const ids = {
    counter: idsOf(series.counter),
    gauge: idsOf(series.gauge),
    histogram: idsOf(series.histogram),
  };
  classes.set(found, { series, ids });
  return { series, ids };
}

const seriesText = (one: { series: { seriesId: bigint } }): string => String(one.series.seriesId);

/** Series that are one line, and whose the line is. */
export type LensGroup<Dimension extends string, Measure extends string> = {
  members: readonly LensSeries<Dimension, Measure>[];
  identity: Omit<LineIdentity<Dimension, Measure>, "newest">;
};
type Groups<Dimension extends string, Measure extends string> = readonly LensGroup<
  Dimension,
  Measure
>[];

const groupings = new WeakMap<object, Map<unknown, Groups<string, string>>>();

/** The series of each measure and group, with what `groupOf` says of it. Gauges are a line each. */
export function groupsOf<Dimension extends string, Measure extends string>(
  series: Series<Dimension, Measure>,
  groupOf: GroupOf<Dimension, Measure> | undefined,
  kind: "counter" | "gauge" | "histogram",
): Groups<Dimension, Measure> {
  const made = groupings.get(series) ?? new Map<unknown, Groups<string, string>>();
  groupings.set(series, made);
  const by = kind === "gauge" ? undefined : groupOf;
  // Only this list's own series are kept for it.
  const known = made.get(by) as Groups<Dimension, Measure> | undefined;
  if (known) return known;
  const groups = new Map<string, LensSeries<Dimension, Measure>[]>();
  const all: LensGroup<Dimension, Measure>[] = [];
  for (const one of series) {
    const group = by ? by(one) : seriesText(one);
    // Seconds and milliseconds have no common buckets: each unit is a line of its own.
    const unit = kind === "histogram" ? one.factor : "";
    const text = `${one.measure} ${unit} ${group}`;
    const same = groups.get(text);
    if (same) {
      same.push(one);
      continue;
    }
    const members = [one];
    groups.set(text, members);
    all.push({ members, identity: identityOf(group, one) });
  }
  made.set(by, all);
  return all;
}

const identityOf = <Dimension extends string, Measure extends string>(
  group: string,
  first: LensSeries<Dimension, Measure>,
): LensGroup<Dimension, Measure>["identity"] => ({
  namespace: first.namespace,
  service: first.service,
  environment: first.environment,
  instance: first.instance,
  version: first.version,
  group,
  library: first.library,
  measure: first.measure,
  dimensions: first.dimensions,
});
