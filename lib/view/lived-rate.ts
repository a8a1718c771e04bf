import type { RequestGroup } from "@/lib/contract/requests.ts";

/**
 * Requests per second since a group first reported in the range; a service that is ten minutes old is not slow because
 * the range is an hour. Null: it did not report. Buckets in which it then fell silent count as time without requests.
 */
export function livedRate({
  totals,
  points,
}: Pick<RequestGroup, "totals" | "points">): number | null {
  const first = points.findIndex((point) => point.requestCount !== null);
  if (first <= 0 || totals.requestCount === null) return totals.throughputPerSecond;
  const stepSeconds = secondsBetween(points[0]?.at, points[1]?.at);
  let seconds = 0;
  for (const { requestCount, throughputPerSecond } of points.slice(first)) {
    // The newest bucket has not passed whole: its own rate tells how much of it has.
    seconds += throughputPerSecond ? (requestCount ?? 0) / throughputPerSecond : stepSeconds;
  }
  return seconds > 0 ? totals.requestCount / seconds : totals.throughputPerSecond;
}

const secondsBetween = (from: string | undefined, to: string | undefined): number =>
  from === undefined || to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / 1_000;
