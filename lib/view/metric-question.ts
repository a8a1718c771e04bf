import type { MetricQuery } from "@/lib/domain/chart-spec.ts";
import type { MetricFilter } from "./metric-filters.ts";

/** What the bar narrows every page to. */
type Place = { service: string | null; namespace: string | null; environment: string | null };

type Input = {
  name: string;
  agg: string | null;
  groupBy: readonly string[];
  filters: readonly MetricFilter[];
  /** Chooses between metrics that share the name. */
  variant: { unit: string | null; kind: string | null };
  place: Place;
};

/** Parameters of filters: equal ones of an attribute are alternatives, the others carry their operator in the name. */
function filterParameters(filters: readonly MetricFilter[]): Record<string, string[]> {
  const parameters: Record<string, string[]> = {};
  for (const { attribute, operator, value } of filters) {
    const sign = operator.replace("=", "");
    const name = `${attribute}${sign}`;
    parameters[name] = [...(parameters[name] ?? []), value];
  }
  return parameters;
}

/** A question as the API takes it. The bar's service and environment hold unless a filter of the query says another. */
export function toMetricQuery({ name, agg, groupBy, filters, variant, place }: Input): MetricQuery {
  const fixed: Record<string, string[]> = {};
  for (const [dimension, value] of Object.entries(place)) {
    if (value !== null) fixed[dimension] = [value];
  }
  if (variant.unit !== null) fixed.metricUnit = [variant.unit];
  if (variant.kind !== null) fixed.metricKind = [variant.kind];
  return { name, agg, groupBy: [...groupBy], filters: { ...fixed, ...filterParameters(filters) } };
}
