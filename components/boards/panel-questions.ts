import type { LogHistogramQuestion } from "@/lib/client/logs.ts";
import type { MetricQuestion } from "@/lib/client/metrics.ts";
import type { RequestsQuestion } from "@/lib/client/requests.ts";
import type {
  CostsChart,
  LogsChart,
  MetricsChart,
  RequestHeatmapChart,
  RequestsChart,
} from "@/lib/domain/chart-spec.ts";
import { addDays, dayAt } from "@/lib/domain/cost-days.ts";
import { boundMs, stepSecondsFor } from "@/lib/view/ranges.ts";

/** The page's range of time, as the top bar has it. */
export type PanelRange = { from: string; to: string };

/** A panel is narrower than a page. */
const POINTS = 120;

const stepOf = (range: PanelRange) => stepSecondsFor(range, { nowMs: Date.now(), points: POINTS });

/** What a chart of requests asks. */
export const requestsQuestionOf = (
  { filters, groupBy }: RequestsChart,
  range: PanelRange,
): RequestsQuestion => ({
  ...filters,
  from: range.from,
  to: range.to,
  step: stepOf(range),
  groupBy: groupBy.join(","),
});

/** What a heatmap of requests asks. */
export const heatQuestionOf = ({ filters }: RequestHeatmapChart, range: PanelRange) => ({
  ...filters,
  from: range.from,
  to: range.to,
  step: stepOf(range),
});

/**
 * What a chart of metrics asks: one question of two queries with a formula, else one for each query. The step is the
 * server's choice, which knows how often a metric reports.
 */
export function metricQuestionsOf(
  { queries, formula, topK }: MetricsChart,
  { from, to }: PanelRange,
): MetricQuestion[] {
  const [a, b] = queries;
  if (!a) return [];
  if (formula !== null) return [{ from, to, formula, topK, queries: b ? [a, b] : [a] }];
  return queries.map((query) => ({ from, to, topK, queries: [query] as const }));
}

/** Bills know days: an hour of them is nothing to look at. */
const LEAST_DAYS = { day: 30, month: 365 } as const;

/** What a chart of costs asks: of every day that the range touches, and of 30 days (or a year, by month) at least. */
export function costsQuestionOf(
  { by, granularity, currency, metric, chargeCategory }: CostsChart,
  { from, to }: PanelRange,
) {
  const nowMs = Date.now();
  const [fromMs, toMs] = [boundMs(from, nowMs), boundMs(to, nowMs)];
  const least = toMs === null ? null : addDays(dayAt(toMs), -LEAST_DAYS[granularity]);
  const isShort = fromMs !== null && least !== null && dayAt(fromMs) > least;
  return {
    ...{ from: isShort ? least : from, to, granularity, groupBy: by },
    ...{ currency, metric, chargeCategory },
  };
}

/** What a chart of log records asks; every severity, so that hiding one asks nothing new. */
export const logsQuestionOf = (
  { filters, search }: LogsChart,
  { from, to }: PanelRange,
): LogHistogramQuestion => {
  const { severity: _, ...senders } = filters;
  return { ...senders, from, to, search };
};
