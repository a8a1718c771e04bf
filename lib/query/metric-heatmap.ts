import { heatmapRows } from "@/lib/aggregate/heatmap-rows.ts";
import {
  type MetricHeatmapParams,
  type MetricHeatmapResponse,
  metricHeatmapParams,
} from "@/lib/contract/metrics.ts";
import { ParameterError, resolveRange } from "@/lib/contract/time.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import { loadMetric, reportingInterval } from "./metric-answer.ts";
import { seriesOfName } from "./metric-catalog.ts";
import { fillSlots } from "./metric-distributions.ts";
import { givenFilters, parseFilters } from "./metric-filters.ts";
import { planFor, planMetric } from "./metric-plan.ts";
import { selectMetric } from "./metric-selection.ts";

const KNOWN = Object.keys(metricHeatmapParams.shape);

/** How many values of a histogram lay where, column by column. Throws `ParameterError`, also for another metric. */
export async function queryMetricHeatmap(
  params: MetricHeatmapParams,
  nowMs: number,
): Promise<MetricHeatmapResponse> {
  const range = resolveRange(params, nowMs);
  const filters = parseFilters(givenFilters(params, KNOWN), KNOWN);
  const pool = readPool();
  const { name, metricUnit, metricKind } = params;
  const spec = { prefix: "", name, agg: undefined, groupBy: [], filters } as const;
  const all = await seriesOfName(pool, name, nowMs);
  const selection = selectMetric(all, { ...spec, metricUnit, metricKind });
  const { metricClass, unit } = selection.asked;
  if (metricClass !== null && metricClass !== "histogram") {
    throw new ParameterError("name", `${name} is a ${metricClass}: only a histogram has a heatmap`);
  }
  const first = planMetric(range, params.step, nowMs);
  const loaded = await inSnapshot(pool, (client) => loadMetric(client, selection, first));
  const plan = planFor(range, { step: params.step, interval: reportingInterval(loaded), nowMs });
  const series = [...selection.groups.values()].flatMap((group) => group.series);
  const filled = loaded.metricClass === "histogram" ? fillSlots(series, loaded, plan) : null;
  const slots = Array.from({ length: plan.points }, (_, slot) => slot);
  const { lowest, bounds, counts } = heatmapRows(slots.map((slot) => filled?.get(slot)));
  return {
    name,
    unit,
    stepSeconds: plan.stepSeconds,
    lowest,
    bounds,
    columns: slots.map((slot) => ({
      at: new Date((plan.first + slot * plan.stepSeconds) * 1000).toISOString(),
      counts: counts[slot] ?? [],
    })),
  };
}
