import type { MetricQuery, MetricsChart } from "@/lib/domain/chart-spec.ts";
import { writeFilter } from "./metric-filters.ts";

const PLACE = ["service", "namespace", "environment"];
const CHOICE = ["metricUnit", "metricKind"];

/** Filters of a query as the page of metrics keeps them; the bar has its own place, a choice its own parameters. */
function whereOf({ filters }: MetricQuery): string[] {
  return Object.entries(filters).flatMap(([parameter, values]) => {
    if (CHOICE.includes(parameter)) return [];
    if (PLACE.includes(parameter) && values.length === 1) return [];
    const sign = /(!~|!|~)$/.exec(parameter)?.[1] ?? "";
    const attribute = parameter.slice(0, parameter.length - sign.length);
    const operator = sign === "!" ? "!=" : sign === "~" ? "~" : sign === "!~" ? "!~" : "=";
    return values.map((value) => writeFilter({ attribute, operator, value }));
  });
}

const only = (values: readonly string[] | undefined): string | null =>
  values?.length === 1 ? (values[0] ?? null) : null;

/** The page that asks what a chart of metrics shows; null: the chart asks nothing. */
export function metricAddress(spec: MetricsChart) {
  const [a, b] = spec.queries;
  if (!a) return null;
  const given: Record<string, string | null> = {
    metric: a.name,
    unit: only(a.filters.metricUnit),
    kind: only(a.filters.metricKind),
    agg: a.agg,
    by: a.groupBy.length > 0 ? a.groupBy.join(",") : null,
    top: spec.topK === null ? null : String(spec.topK),
    metric2: b?.name ?? null,
    agg2: b?.agg ?? null,
    formula: b ? spec.formula : null,
  };
  return {
    path: "/metrics" as const,
    service: only(a.filters.service),
    namespace: only(a.filters.namespace),
    environment: only(a.filters.environment),
    params: Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    ),
    lists: { where: whereOf(a), where2: b ? whereOf(b) : [] },
  };
}
