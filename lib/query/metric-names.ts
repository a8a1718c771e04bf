import type { MetricNamesParams, MetricNamesResponse } from "@/lib/contract/metrics.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { readPool } from "@/lib/platform/db.ts";
import { findAttributeNames, findMetricNames, metricText } from "@/lib/store/metric-names.ts";

/** Metrics that contain every word of the search, those that have it in their name first. Throws `ParameterError`. */
export async function queryMetricNames(
  params: MetricNamesParams,
  nowMs: number,
): Promise<MetricNamesResponse> {
  const { toMs } = resolveRange(params, nowMs);
  const { service, namespace, environment, limit } = params;
  const senders = { service, namespace, environment };
  const words = params.search.split(/\s+/).filter(Boolean);
  const pool = readPool();
  const { metrics, total } = await findMetricNames(pool, { senders, words, toMs, limit });
  const names = [...new Set(metrics.map(({ name }) => name))];
  const attributes = await findAttributeNames(pool, senders, names);
  return {
    metrics: metrics.map((metric) => ({
      ...metric,
      attributes: attributes.get(metricText(metric)) ?? [],
    })),
    omitted: total - metrics.length,
  };
}
