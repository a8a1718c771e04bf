import {
  type MetricAttributesParams,
  type MetricAttributesResponse,
  metricAttributesParams,
  metricQueryParams,
} from "@/lib/contract/metrics.ts";
import { METRIC_DIMENSIONS } from "@/lib/domain/metrics.ts";
import { readPool } from "@/lib/platform/db.ts";
import { attributeValue, filterSeries, type MetricSeries, seriesOfName } from "./metric-catalog.ts";
import {
  attributeOf,
  givenFilters,
  type MetricAttribute,
  parameterOf,
  parseFilters,
} from "./metric-filters.ts";

const KNOWN = Object.keys(metricAttributesParams.shape);
const RESERVED = Object.keys(metricQueryParams.shape);

/** What the series of a metric can be told apart by, with how many series have which value. Throws `ParameterError`. */
export async function queryMetricAttributes(
  params: MetricAttributesParams,
  nowMs: number,
): Promise<MetricAttributesResponse> {
  const filters = parseFilters(givenFilters(params, KNOWN), KNOWN);
  const all = await seriesOfName(readPool(), params.name, nowMs);
  const series = filterSeries(all, filters);
  const own = new Set(series.flatMap(({ attributes }) => [...attributes.keys()]));
  const labels = [
    ...[...own].sort().map((name) => parameterOf(name, RESERVED)),
    ...METRIC_DIMENSIONS,
  ];
  const search = params.search.trim().toLowerCase();
  return {
    attributes: labels.map(attributeOf).flatMap((attribute) => {
      const counts = countValues(series, attribute);
      const isNamed = attribute.name.toLowerCase().includes(search);
      const values = isNamed
        ? counts
        : counts.filter(({ value }) => value.toLowerCase().includes(search));
      if (values.length === 0) return [];
      return {
        name: attribute.name,
        parameter: attribute.label,
        isDimension: attribute.dimension !== null,
        values: values.slice(0, params.limit),
        valueCount: values.length,
      };
    }),
  };
}

/** Values of an attribute, that of the most series first; series without it do not count. */
function countValues(
  series: readonly MetricSeries[],
  attribute: MetricAttribute,
): { value: string; seriesCount: number }[] {
  const counts = new Map<string, number>();
  for (const one of series) {
    const value = attributeValue(one, attribute);
    if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, seriesCount]) => ({ value, seriesCount }))
    .sort((a, b) => b.seriesCount - a.seriesCount || (a.value < b.value ? -1 : 1));
}
