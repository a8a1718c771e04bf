import type { AskedMetric } from "@/lib/contract/metrics.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { AGGS_OF_CLASS, type MetricAgg, type MetricClass } from "@/lib/domain/metrics.ts";
import { attributeValue, filterSeries, type MetricSeries } from "./metric-catalog.ts";
import { attributeOf, type MetricFilter } from "./metric-filters.ts";

/** One question about one metric. `prefix`: what stands before its parameters' names. */
export type MetricSpec = {
  prefix: "" | "b.";
  name: string;
  agg: MetricAgg | undefined;
  groupBy: readonly string[];
  filters: readonly MetricFilter[];
  metricUnit: string | undefined;
  metricKind: MetricClass | undefined;
};

/** Series that answer as one: their key as it is shown, and themselves. */
export type SeriesGroup = { key: Record<string, string>; series: MetricSeries[] };

/** What a question means among the series that there are. */
export type MetricSelection = {
  asked: AskedMetric;
  /** Null: there is no such series. */
  meaning: { metricClass: MetricClass; agg: MetricAgg } | null;
  groups: Map<string, SeriesGroup>;
};

/** The series that a question is about, by group. Throws `ParameterError` for an aggregation that has no meaning. */
export function selectMetric(all: Iterable<MetricSeries>, spec: MetricSpec): MetricSelection {
  const passing = filterSeries(all, spec.filters);
  const variants = variantsOf(passing);
  const used = variants.find(
    ({ unit, metricClass }) =>
      (spec.metricUnit ?? unit) === unit && (spec.metricKind ?? metricClass) === metricClass,
  );
  if (!used) return { asked: { ...NOTHING, name: spec.name }, meaning: null, groups: new Map() };
  const agg = aggOf(used.metricClass, spec);
  const [first] = used.series;
  return {
    asked: {
      name: spec.name,
      unit: used.unit,
      kind: first?.kind ?? null,
      metricClass: used.metricClass,
      agg,
      valueUnit: valueUnitOf(used, agg),
      seriesCount: used.series.length,
      variants: variants.map(({ series, unit, metricClass }) => ({
        unit,
        metricClass,
        seriesCount: series.length,
        isUsed: series === used.series,
      })),
    },
    meaning: { metricClass: used.metricClass, agg },
    groups: groupsOf(used.series, spec.groupBy),
  };
}

const NOTHING = {
  unit: "",
  kind: null,
  metricClass: null,
  agg: null,
  valueUnit: "",
  seriesCount: 0,
  variants: [],
};

type Variant = { unit: string; metricClass: MetricClass; series: MetricSeries[] };

/** Metrics that share the name, the one with most series first. */
function variantsOf(series: readonly MetricSeries[]): Variant[] {
  const found = new Map<string, Variant>();
  for (const one of series) {
    const { unit, metricClass } = one;
    const text = JSON.stringify([metricClass, unit]);
    const variant = found.get(text) ?? { unit, metricClass, series: [] };
    variant.series.push(one);
    found.set(text, variant);
  }
  const texts = [...found.keys()].sort();
  return texts
    .flatMap((text) => found.get(text) ?? [])
    .sort((a, b) => b.series.length - a.series.length);
}

/** Of values in buckets the mean and the average are the same, and what increases is their count. */
const SAME: Partial<Record<MetricAgg, MetricAgg>> = { avg: "mean", increase: "count" };

function aggOf(metricClass: MetricClass, { agg, name, prefix }: MetricSpec): MetricAgg {
  const known: readonly MetricAgg[] = AGGS_OF_CLASS[metricClass];
  const [first] = known;
  if (agg === undefined && first !== undefined) return first;
  const meant = [agg, agg && SAME[agg]].find((one) => one !== undefined && known.includes(one));
  if (meant !== undefined) return meant;
  const hint = `use ${known.join(", ")}`;
  throw new ParameterError(
    `${prefix}agg`,
    `${name} is a ${metricClass}, of which ${agg} says nothing: ${hint}`,
  );
}

const RATES: readonly MetricAgg[] = ["rate", "avg", "min", "max"];

/** The unit of an answer's values, in UCUM. */
function valueUnitOf({ metricClass, unit }: Variant, agg: MetricAgg): string {
  const isCounter = metricClass === "counter";
  const isState = isCounter || metricClass === "gauge";
  if (agg === "count") return isState ? "{series}" : "{value}";
  if (isCounter && RATES.includes(agg)) return `${unit === "" ? "1" : unit}/s`;
  return agg === "rate" ? "{value}/s" : unit;
}

function groupsOf(
  series: readonly MetricSeries[],
  groupBy: readonly string[],
): Map<string, SeriesGroup> {
  const groups = new Map<string, SeriesGroup>();
  const attributes = groupLabels(groupBy).map(attributeOf);
  for (const one of series) {
    const entries = attributes.map((attribute) => [
      attribute.label,
      attributeValue(one, attribute),
    ]);
    const text = JSON.stringify(entries);
    const known = groups.get(text);
    const group: SeriesGroup = known ?? { key: Object.fromEntries(entries), series: [] };
    group.series.push(one);
    groups.set(text, group);
  }
  return groups;
}

/** What is grouped by: a service brings its namespace and environment, so that staging is not production. */
function groupLabels(groupBy: readonly string[]): string[] {
  const brought = groupBy.includes("service") ? ["namespace", "service", "environment"] : [];
  return [...new Set([...brought, ...groupBy])];
}
