"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import type { Bar } from "@/components/frame/bar-state.ts";
import { useNow } from "@/components/frame/now.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { metricNamesQuery, metricQuery } from "@/lib/client/metrics.ts";
import type { MetricQuery, MetricsChart } from "@/lib/domain/chart-spec.ts";
import { addsUp } from "@/lib/view/metric-aggregations.ts";
import { type MetricItem, toMetricItems } from "@/lib/view/metric-list.ts";
import { type MetricPage, toMetricPage } from "@/lib/view/metric-page.ts";
import { toMetricQuery } from "@/lib/view/metric-question.ts";
import { type MetricsState, metricsParsers, writeMetrics } from "./metrics-state.ts";
import { useRested } from "./use-completions.ts";

const MOST_NAMES = 1_000;
/** Groups that come with their points; further ones are listed with their totals alone. */
const MOST_GROUPS = 50;
const NOW_STEP_MS = 10_000;

/** What is asked, and its setter: a change is a step in the browser's history. */
export function useMetricsState() {
  const [state, set] = useQueryStates(metricsParsers, { history: "push", scroll: false });
  const change = useCallback(
    (next: Partial<{ [K in keyof MetricsState]: MetricsState[K] | null }>) => {
      const minor = Object.keys(next).every((key) => key === "find" || key === "hide");
      void set(next, { history: minor ? "replace" : "push" });
    },
    [set],
  );
  return { state, change };
}

/** Metrics that can be chosen. Beyond a thousand, the server searches for what is typed. */
export function useMetricItems(find: string) {
  const { bar } = useBar();
  const place = pick(bar);
  const all = useQuery(
    metricNamesQuery({ from: bar.from, to: bar.to, ...place, limit: MOST_NAMES }),
  );
  const search = useRested(find.trim());
  const tooMany = (all.data?.omitted ?? 0) > 0;
  const found = useQuery({
    ...metricNamesQuery({ from: bar.from, to: bar.to, ...place, search, limit: MOST_NAMES }),
    enabled: tooMany && search !== "",
  });
  const answer = tooMany && search !== "" ? (found.data ?? all.data) : all.data;
  const items = useMemo(() => (answer ? toMetricItems(answer.metrics) : null), [answer]);
  return {
    items,
    omitted: answer?.omitted ?? 0,
    error: all.error,
    retry: () => void all.refetch(),
  };
}

const pick = ({ service, namespace, environment }: Bar) => ({ service, namespace, environment });

/** Makes links to a metric that keep the bar and drop the question before. */
export function useMetricHref(): (item: Pick<MetricItem, "name" | "variant">) => string {
  const hrefOf = useHref();
  return useCallback(
    ({ name, variant }) =>
      writeMetrics(hrefOf("/metrics"), {
        metric: name,
        unit: variant?.unit ?? null,
        kind: variant?.metricClass ?? null,
      }),
    [hrefOf],
  );
}

/** The chart as it can be pinned and alerted on, and as it is asked. */
export function toChart(state: MetricsState & { metric: string }, bar: Bar): MetricsChart {
  const place = pick(bar);
  const first = toMetricQuery({
    name: state.metric,
    agg: state.agg,
    groupBy: state.by,
    filters: state.where,
    variant: { unit: state.unit, kind: state.kind },
    place,
  });
  const second =
    state.metric2 === null
      ? null
      : toMetricQuery({
          name: state.metric2,
          agg: state.agg2,
          groupBy: state.by,
          filters: state.where2,
          variant: { unit: null, kind: null },
          place,
        });
  return {
    kind: "metrics",
    queries: second ? [first, second] : [first],
    formula: second ? (state.formula ?? "a / b") : null,
    topK: state.by.length > 0 ? state.top : null,
    visual: "lines",
  };
}

/** The answer to a chart's question as a page; null while there is none. */
export function useMetricPage(chart: MetricsChart, state: MetricsState) {
  const { bar } = useBar();
  const nowMs = useNow(NOW_STEP_MS);
  const [a, b] = chart.queries;
  const question = questionOf(chart, bar);
  const answer = useQuery({ ...metricQuery({ ...question, limit: MOST_GROUPS }) });
  const more = answer.data ? answer.data.groups.length + answer.data.omittedGroups : 0;
  const wantsRest = more > state.top && b === undefined && addsUp(answer.data?.agg ?? null);
  const whole = useQuery({
    ...metricQuery({
      ...question,
      queries: [{ ...(a ?? NO_QUERY), groupBy: [] }],
      step: answer.data?.stepSeconds ?? null,
    }),
    enabled: wantsRest,
  });
  const page = useMemo<MetricPage | null>(
    () =>
      answer.data
        ? toMetricPage({
            answer: answer.data,
            whole: wantsRest ? (whole.data ?? null) : null,
            groupBy: state.by,
            top: state.top,
            hidden: state.hide,
            nowMs,
          })
        : null,
    [answer.data, whole.data, wantsRest, state.by, state.top, state.hide, nowMs],
  );
  return { answer, page };
}

const NO_QUERY: MetricQuery = { name: "", agg: null, groupBy: [], filters: {} };

/** A chart's question over the bar's range. */
export function questionOf({ queries, formula }: MetricsChart, { from, to }: Bar) {
  const [a, b] = queries;
  const first = a ?? NO_QUERY;
  return {
    from,
    to,
    queries: b ? ([first, b] as const) : ([first] as const),
    formula,
  };
}
