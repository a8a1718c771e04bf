import { createSerializer, type inferParserType, parseAsString } from "nuqs/server";
import type { Bar } from "@/components/frame/bar-state.ts";
import type { RequestsQuestion } from "@/lib/client/requests.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { stepSecondsFor } from "@/lib/view/ranges.ts";

/** What the page is narrowed to, as it stands in the URL beside the bar. */
export const filterParsers = {
  route: parseAsString,
  method: parseAsString,
  status: parseAsString,
  instance: parseAsString,
  version: parseAsString,
};

export type RequestFilters = inferParserType<typeof filterParsers>;

/** Writes filters onto a path that may already carry the bar. */
export const writeFilters = createSerializer(filterParsers);

/** The bar and the filters together, without a grouping. */
const questionOf = (bar: Bar, filters: RequestFilters) => ({
  from: bar.from,
  to: bar.to,
  environment: bar.environment,
  namespace: bar.namespace,
  service: bar.service,
  ...filters,
});

const compareOf = (bar: Bar) => (bar.compare === "previous" ? bar.compare : null);

/** Everything shown as one group with its points: figures and tracks. */
export const wholeQuestion = (bar: Bar, filters: RequestFilters): RequestsQuestion => ({
  ...questionOf(bar, filters),
  groupBy: "",
  compare: compareOf(bar),
});

/** The heatmap of the same requests, at the same step. */
export const heatQuestion = (bar: Bar, filters: RequestFilters) => questionOf(bar, filters);

/** What the page's charts ask, as they are pinned and alerted on. */
export function chartSpecs(bar: Bar, filters: RequestFilters) {
  const { environment, namespace, service } = bar;
  const given = { environment, namespace, service, ...filters };
  const narrowed = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, [value]]])),
  );
  const lines = { kind: "requests", filters: narrowed } as const;
  return {
    latency: { ...lines, groupBy: [], measures: ["p50Ms", "p95Ms", "p99Ms"], visual: "lines" },
    rate: { ...lines, groupBy: [], measures: ["throughputPerSecond"], visual: "area" },
    errors: { ...lines, groupBy: [], measures: ["errorRatio"], visual: "bars" },
    heatmap: { kind: "requestHeatmap", filters: narrowed },
  } satisfies Record<string, ChartSpec>;
}

/** The tabs of the table, each with what it groups by. */
export const BREAKDOWNS = [
  { id: "routes", label: "Routes", groupBy: "route,method", one: "route" },
  { id: "status", label: "Status codes", groupBy: "status", one: "status code" },
  { id: "instances", label: "Instances", groupBy: "instance", one: "instance" },
  { id: "versions", label: "Versions", groupBy: "version", one: "version" },
] as const;

export type Breakdown = (typeof BREAKDOWNS)[number];
export type BreakdownId = Breakdown["id"];

/** Totals by the tab's dimension; without a chosen service each row names its own. */
export function breakdownQuestion(
  bar: Bar,
  filters: RequestFilters,
  breakdown: Breakdown,
): RequestsQuestion {
  return {
    ...questionOf(bar, filters),
    groupBy: bar.service === null ? `service,${breakdown.groupBy}` : breakdown.groupBy,
    step: stepSecondsFor(bar, { nowMs: Date.now(), points: 2 }),
    compare: compareOf(bar),
  };
}
