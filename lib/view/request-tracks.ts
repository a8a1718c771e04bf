import type { RequestGroup, RequestPoint } from "@/lib/contract/requests.ts";
import { largestOf, zeroTicks } from "./axis.ts";
import {
  formatCount,
  formatMs,
  formatMsTick,
  formatQuantity,
  formatRate,
  formatRatio,
  formatRatioTick,
  formatTick,
  joined,
} from "./format.ts";
import { livedRate } from "./lived-rate.ts";
import type { Objective } from "./service-status.ts";
import type { Track, TrackLine } from "./track.ts";

type Input = {
  group: RequestGroup;
  objective: Objective;
  /** Such as "hour before". */
  before: string;
};

const QUANTILES = [
  { id: "p99", pick: "p99Ms", colour: "var(--q99)", weight: 1.25 },
  { id: "p95", pick: "p95Ms", colour: "var(--q95)", weight: 2.25 },
  { id: "p50", pick: "p50Ms", colour: "var(--q50)", weight: 1.25 },
] as const;

const valuesOf = (points: readonly RequestPoint[], pick: (point: RequestPoint) => number | null) =>
  points.map(pick);

function bandOf(points: readonly RequestPoint[], id: "p50Ms" | "p95Ms" | "p99Ms") {
  if (!points.some((point) => point.quantileBounds)) return {};
  return {
    band: points.map((point): readonly [number, number] | null => {
      const [low, high] = point.quantileBounds?.[id] ?? [null, null];
      return low === null || high === null ? null : [low, high];
    }),
  };
}

/** The compared period's points stand under the same buckets; missing ones are gaps. */
const alignPrevious = (group: RequestGroup, pick: (point: RequestPoint) => number | null) =>
  group.points.map((_, index) => {
    const point = group.previous?.points[index];
    return point ? pick(point) : null;
  });

/** p50, p95 and p99 against the objective, with p95 of the compared period. */
export function latencyTrack({ group, objective, before }: Input): Track {
  const lines: TrackLine[] = QUANTILES.map(({ id, pick, colour, weight }) => ({
    id,
    label: id,
    colour,
    weight,
    values: valuesOf(group.points, (point) => point[pick]),
    ...(id === "p95" ? bandOf(group.points, pick) : {}),
  }));
  if (group.previous) {
    lines.push({
      id: "p95-before",
      label: `p95, ${before}`,
      colour: "var(--text-3)",
      weight: 1.25,
      dotted: true,
      values: alignPrevious(group, (point) => point.p95Ms),
    });
  }
  const bands = lines.flatMap((line) => line.band ?? []).map((band) => band?.[1]);
  const top = largestOf(...lines.map((line) => line.values), bands, [objective.p95Ms]);
  return {
    id: "latency",
    title: "Latency",
    note: sourceNote(group),
    kind: "lines",
    height: 220,
    unit: "ms",
    ticks: zeroTicks(top, 5).map((value) => ({ value, label: formatMsTick(value) })),
    lines,
    limit: { value: objective.p95Ms, label: formatMsTick(objective.p95Ms) },
    examples: group.points.map(({ maxMs, exemplarTraceId }) =>
      maxMs === null || exemplarTraceId === undefined
        ? null
        : { value: maxMs, traceId: exemplarTraceId },
    ),
    shaded: "p95",
    write: (value) => joined(formatMs(value)),
  };
}

function sourceNote({ totals }: RequestGroup): string {
  switch (totals.source) {
    case "spans":
      return "from spans, exact to 0.55 %";
    case "metrics":
      return totals.quantileBounds ? "from histograms with fixed bounds" : "from metrics";
    case "mixed":
      return "from spans and metrics";
    default:
      return "";
  }
}

/** Requests per second, from zero. */
export function rateTrack({ group, before }: Input): Track {
  const lines: TrackLine[] = [
    {
      id: "rate",
      label: "requests",
      colour: "var(--q50)",
      weight: 1.5,
      values: valuesOf(group.points, (point) => point.throughputPerSecond),
    },
  ];
  if (group.previous) {
    lines.push({
      id: "rate-before",
      label: `requests, ${before}`,
      colour: "var(--text-3)",
      weight: 1.25,
      dotted: true,
      values: alignPrevious(group, (point) => point.throughputPerSecond),
    });
  }
  const top = largestOf(...lines.map((line) => line.values));
  return {
    id: "requests",
    title: "Requests",
    note: `${formatQuantity(livedRate(group))} req/s, ${formatCount(group.totals.requestCount)} in all`,
    kind: "area",
    height: 72,
    unit: "per second",
    ticks: zeroTicks(top, 2).map((value) => ({ value, label: formatTick(value) })),
    lines,
    write: (value) => joined(formatRate(value)),
  };
}

/** The share of failed requests per bucket, as bars; what is over the objective stands out. */
export function errorTrack({ group, objective }: Input): Track {
  const values = valuesOf(group.points, (point) => point.errorRatio);
  const top = largestOf(values, [objective.errorRatio]);
  return {
    id: "errors",
    title: "Errors",
    note: `${joined(formatRatio(group.totals.errorRatio))}, ${formatCount(group.totals.errorCount)} failed`,
    kind: "bars",
    height: 72,
    unit: "ratio",
    ticks: zeroTicks(top, 3).map((value) => ({ value, label: formatRatioTick(value) })),
    lines: [{ id: "errors", label: "errors", colour: "var(--unknown-fill)", weight: 1, values }],
    limit: { value: objective.errorRatio, label: formatRatioTick(objective.errorRatio) },
    write: (value) => joined(formatRatio(value)),
  };
}
