import { ms, table, whole } from "../table.ts";
import type { MetricReport } from "./measure-metrics.ts";

/** The report about metrics for people. */
export function metricTable(report: MetricReport): string {
  const { series, points, seedSeconds, rollSeconds, runs } = report;
  const rows = runs.map((run) => [
    run.name,
    ms(run.firstMs),
    ms(run.p50Ms),
    ms(run.p95Ms),
    whole(run.answerBytes / 1024),
  ]);
  return [
    `${whole(series)} metric series, ${whole(points)} points seeded in ${whole(seedSeconds)} s, rolled up ${whole(rollSeconds)} s later`,
    table([["question", "first ms", "p50 ms", "p95 ms", "answer KiB"], ...rows]),
  ].join("\n");
}
