import { z } from "zod";
import {
  type MetricExemplarsParams,
  type MetricExemplarsResponse,
  metricExemplarsParams,
} from "@/lib/contract/metrics.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { readPool } from "@/lib/platform/db.ts";
import { readExemplars } from "@/lib/store/metric-reads.ts";
import { filterSeries, seriesOfName } from "./metric-catalog.ts";
import { givenFilters, parseFilters } from "./metric-filters.ts";
import { instantOfNs, nsOfMs } from "./nanoseconds.ts";

const KNOWN = Object.keys(metricExemplarsParams.shape);

/** As `exemplarsJson` of the aggregate layer wrote them. */
const stored = z.array(
  z.object({
    traceId: z.string().nullable(),
    spanId: z.string().nullable(),
    value: z.number(),
    atNs: z.string().transform((text) => BigInt(text)),
  }),
);

/** Single measurements of a metric with their traces, newest first. Throws `ParameterError`. */
export async function queryMetricExemplars(
  params: MetricExemplarsParams,
  nowMs: number,
): Promise<MetricExemplarsResponse> {
  const { fromMs, toMs } = resolveRange(params, nowMs);
  const filters = parseFilters(givenFilters(params, KNOWN), KNOWN);
  const pool = readPool();
  const series = filterSeries(await seriesOfName(pool, params.name, nowMs), filters);
  const byId = new Map(series.map((one) => [one.seriesId, one]));
  const range = { ids: [...byId.keys()], fromNs: nsOfMs(fromMs), toNs: nsOfMs(toMs) };
  const rows = await readExemplars(pool, range, params.limit);
  const found = rows.flatMap(({ seriesId, exemplars }) => {
    const one = byId.get(seriesId);
    return one ? stored.parse(exemplars).map((exemplar) => ({ ...exemplar, series: one })) : [];
  });
  // A cumulative stream tells the same exemplar again until it has a newer one.
  const once = new Map(
    found.map((one) => [`${one.series.seriesId} ${one.atNs} ${one.traceId} ${one.value}`, one]),
  );
  const newest = [...once.values()].sort((a, b) => (a.atNs > b.atNs ? -1 : 1));
  return {
    exemplars: newest.slice(0, params.limit).map(({ series: from, atNs, ...exemplar }) => ({
      at: instantOfNs(atNs),
      value: exemplar.value,
      traceId: exemplar.traceId,
      spanId: exemplar.spanId,
      namespace: from.namespace,
      service: from.service,
      environment: from.environment,
      attributes: Object.fromEntries(from.attributes),
    })),
  };
}
