import {
  type MetricSeriesParams,
  type MetricSeriesResponse,
  metricSeriesParams,
} from "@/lib/contract/metrics.ts";
import { readPool } from "@/lib/platform/db.ts";
import { loadSeriesOfServices } from "@/lib/store/metric-catalog.ts";
import { filterSeries, type MetricSeries, seriesOfName, toMetricSeries } from "./metric-catalog.ts";
import { givenFilters, parseFilters } from "./metric-filters.ts";

const KNOWN = Object.keys(metricSeriesParams.shape);
/** Without a name, filters look at so many series at most. */
const MOST_UNNAMED = 50_000;

/** Series of a metric, or of all, that pass the filters. Throws `ParameterError`. */
export async function queryMetricSeries(
  params: MetricSeriesParams,
  nowMs: number,
): Promise<MetricSeriesResponse> {
  const filters = parseFilters(givenFilters(params, KNOWN), KNOWN);
  const series = filterSeries(await candidates(params, nowMs), filters);
  return {
    series: series.slice(0, params.limit).map(toAnswer),
    omitted: Math.max(series.length - params.limit, 0),
  };
}

async function candidates(
  { name, service, namespace, environment }: MetricSeriesParams,
  nowMs: number,
): Promise<Iterable<MetricSeries>> {
  const pool = readPool();
  if (name !== undefined) return seriesOfName(pool, name, nowMs);
  const senders = { service, namespace, environment };
  const rows = await loadSeriesOfServices(pool, senders, MOST_UNNAMED);
  return rows.map(toMetricSeries);
}

const toAnswer = (series: MetricSeries): MetricSeriesResponse["series"][number] => ({
  namespace: series.namespace,
  service: series.service,
  environment: series.environment,
  instance: series.instance,
  version: series.version,
  name: series.name,
  unit: series.unit,
  kind: series.kind,
  temporality: series.temporality,
  isMonotonic: series.isMonotonic,
  description: series.description,
  attributes: Object.fromEntries(series.attributes),
  since: new Date(series.registeredMs).toISOString(),
});
