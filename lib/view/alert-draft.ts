import type { ChartSpec, CostsChart, RequestMeasure } from "@/lib/domain/chart-spec.ts";
import { concernChart } from "@/lib/domain/concern-charts.ts";

/** What an alert rule asks, as the API takes it. */
export type AlertQuery = {
  concern: string;
  measure: string;
  filters: Record<string, string[]>;
  groupBy: string[];
  windowSeconds: number;
};

/** A rule filled in from a chart, to be sent to the API or to be corrected first. */
export type AlertDraft = {
  name: string;
  query: AlertQuery;
  operator: ">" | "<";
  threshold: number;
  forSeconds: number;
  severity: "warning";
};

const WINDOW_SECONDS = 300;
const DAY_SECONDS = 86_400;

/** Of several measures of one chart the one that people alert on. */
const PREFERRED: readonly RequestMeasure[] = ["p95Ms", "errorRatio", "p99Ms"];

const filtersOf = (filters: Readonly<Record<string, string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(filters).flatMap(([name, values]): [string, string[]][] =>
      values && values.length > 0 ? [[name, values]] : [],
    ),
  );

/** What a rule would ask to watch a chart; null: it has no single measure to watch. */
export function alertQueryOf(spec: ChartSpec): AlertQuery | null {
  switch (spec.kind) {
    case "requests": {
      const measure =
        PREFERRED.find((candidate) => spec.measures.includes(candidate)) ?? spec.measures[0];
      if (measure === undefined) return null;
      return {
        concern: "requests",
        measure,
        filters: filtersOf(spec.filters),
        groupBy: [...spec.groupBy],
        windowSeconds: WINDOW_SECONDS,
      };
    }
    case "metrics": {
      const [query] = spec.queries;
      if (!query || spec.formula !== null) return null;
      const agg = query.agg === null ? {} : { agg: [query.agg] };
      return {
        concern: "metrics",
        measure: query.name,
        filters: { ...filtersOf(query.filters), ...agg },
        groupBy: [...query.groupBy],
        windowSeconds: WINDOW_SECONDS,
      };
    }
    case "logs":
      return {
        concern: "logs",
        measure: "count",
        filters: {
          ...filtersOf(spec.filters),
          ...(spec.search === null ? {} : { search: [spec.search] }),
        },
        groupBy: [],
        windowSeconds: WINDOW_SECONDS,
      };
    case "concern": {
      const watched = concernChart(spec.concern, spec.chart)?.watched;
      if (!watched) return null;
      return {
        concern: spec.concern,
        measure: watched.measure,
        filters: filtersOf(spec.filters),
        groupBy: [],
        windowSeconds: WINDOW_SECONDS,
      };
    }
    case "costs":
      return isWholeBill(spec)
        ? {
            ...{ concern: "costs", measure: "dailyCost", filters: {}, groupBy: [] },
            windowSeconds: DAY_SECONDS,
          }
        : null;
    default:
      return null;
  }
}

/** Whether a chart of costs counts by day what a rule counts: every charge, in the bill's own currency and amount. */
const isWholeBill = ({ granularity, currency, metric, chargeCategory }: CostsChart): boolean =>
  granularity === "day" && currency === null && metric === null && chargeCategory.length === 0;

/** Whether small values of what a chart shows are the bad ones, as of a hit ratio. */
export const watchesBelow = (spec: ChartSpec): boolean =>
  spec.kind === "concern" && concernChart(spec.concern, spec.chart)?.watched?.below === true;

/**
 * The rule that fires when the chart's measure stays beyond `threshold`, in the measure's own unit (ms, ratio, per
 * second), for a window's length; null as in `alertQueryOf`, or without a threshold.
 */
export function alertDraftOf(
  spec: ChartSpec,
  { title, threshold }: { title: string; threshold: number | null },
): AlertDraft | null {
  const query = alertQueryOf(spec);
  if (query === null || threshold === null) return null;
  const below = watchesBelow(spec);
  return {
    name: `${title} ${below ? "below" : "above"} ${Number(threshold.toPrecision(4))}`,
    query,
    operator: below ? "<" : ">",
    threshold,
    // A bill tells a day at once: there is nothing to wait for.
    forSeconds: query.concern === "costs" ? 0 : WINDOW_SECONDS,
    severity: "warning",
  };
}
