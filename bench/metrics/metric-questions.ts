import { EVENTS_A_MINUTE, type SeededMetric } from "./seed-metrics.ts";

/** A question to the API, and what its answer must hold, since a wrong answer is no fast one. */
export type MetricQuestion = {
  name: string;
  path: string;
  params: Record<string, string>;
  /** How many groups, names or attributes it answers with; and the total of the first group, if there is one. */
  expected: { size: number; total?: number };
};

const SERVICES = 10;
const DAY_MINUTES = 1_440;

/** The questions over what `seedMetrics` seeded up to `end` (Unix seconds). */
export function metricQuestions(metrics: readonly SeededMetric[], end: number): MetricQuestion[] {
  const range = (seconds: number) => ({
    from: String((end - seconds) * 1000),
    to: String(end * 1000),
  });
  const day = range(DAY_MINUTES * 60);
  const query = "/api/v1/metrics/query";
  const hitsADay =
    (seriesOf(metrics, "bench.cache.hits") / SERVICES) * EVENTS_A_MINUTE * DAY_MINUTES;
  return [
    {
      name: "names that contain a word",
      path: "/api/v1/metrics/names",
      params: { search: "depth" },
      expected: { size: 1 },
    },
    {
      name: `attributes of ${seriesOf(metrics, "bench.queue.depth")} series`,
      path: "/api/v1/metrics/attributes",
      params: { name: "bench.queue.depth", limit: "20" },
      expected: { size: 7 },
    },
    {
      name: "counter by service, 24 h",
      path: query,
      params: { name: "bench.cache.hits", agg: "increase", groupBy: "service", ...day },
      expected: { size: SERVICES, total: hitsADay },
    },
    {
      name: "gauge by service, 24 h",
      path: query,
      params: { name: "bench.memory.used", groupBy: "service", ...day },
      expected: { size: SERVICES },
    },
    {
      name: "histogram p95 by service, 24 h",
      path: query,
      params: { name: "bench.duration", groupBy: "service", ...day },
      expected: { size: SERVICES },
    },
    {
      name: `top 10 of ${seriesOf(metrics, "bench.queue.depth")} series, 1 h`,
      path: query,
      params: { name: "bench.queue.depth", groupBy: "bench.shard", topK: "10", ...range(3_600) },
      expected: { size: 10 },
    },
  ];
}

const seriesOf = (metrics: readonly SeededMetric[], name: string): number =>
  metrics.find((metric) => metric.name === name)?.seriesCount ?? 0;
