import type { RequestSource } from "@/lib/domain/requests.ts";

/** Requests per minute (Unix seconds of its start) as one source counts them. */
export type MinuteCounts = ReadonlyMap<number, number>;

const MINUTE = 60;
const LEAST_MINUTES = 10;
/** Metrics must count over 10 % more to be chosen, and less than 5 % more to be dropped again. */
const CHOOSE_ABOVE = 1.1;
const DROP_BELOW = 1.05;

export type SourceChoice = { source: RequestSource; spansCount: number; metricsCount: number };

/**
 * Which source counts a service in an hour: spans, whose latencies are exact, unless metrics count over a tenth more,
 * as they do when traces are sampled. Both are compared over the minutes that both cover; under ten of these nothing
 * can be told and the answer is null: the choice before stands. With one source alone that one is chosen.
 */
export function chooseSource(
  spans: MinuteCounts,
  metrics: MinuteCounts,
  previous: RequestSource | null,
): SourceChoice | null {
  const from = Math.max(firstMinute(spans), firstMinute(metrics));
  const to = Math.min(lastMinute(spans), lastMinute(metrics));
  if (!(to - from >= (LEAST_MINUTES - 1) * MINUTE)) return null;
  const spansCount = sumBetween(spans, from, to);
  const metricsCount = sumBetween(metrics, from, to);
  const threshold = previous === "metrics" ? DROP_BELOW : CHOOSE_ABOVE;
  const source = metricsCount > spansCount * threshold ? "metrics" : "spans";
  return { source, spansCount, metricsCount };
}

const counted = (counts: MinuteCounts) =>
  [...counts].filter(([, count]) => count > 0).map(([minute]) => minute);

const firstMinute = (counts: MinuteCounts) => Math.min(...counted(counts));
const lastMinute = (counts: MinuteCounts) => Math.max(...counted(counts));

function sumBetween(counts: MinuteCounts, from: number, to: number): number {
  let sum = 0;
  for (const [minute, count] of counts) if (minute >= from && minute <= to) sum += count;
  return sum;
}
