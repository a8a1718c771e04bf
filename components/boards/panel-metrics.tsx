"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { metricHeatmapQuery, metricQuery } from "@/lib/client/metrics.ts";
import type { MetricQuery, MetricsChart } from "@/lib/domain/chart-spec.ts";
import { toMetricHeatmap, toMetricHeatTable } from "@/lib/view/metric-heatmap.ts";
import { toMetricPanel } from "@/lib/view/metric-panel.ts";
import { toTrackTimes } from "@/lib/view/track.ts";
import { unitFormat } from "@/lib/view/unit-format.ts";
import { PanelFigures } from "./panel-figures.tsx";
import { PanelHeat, PanelLines } from "./panel-plots.tsx";
import { metricQuestionsOf, type PanelRange } from "./panel-questions.ts";
import { PanelState } from "./panel-state.tsx";

const NOW_STEP_MS = 10_000;

type Props = { chart: MetricsChart; title: string; range: PanelRange };

/** Metrics as lines, figures or a heatmap. */
export function PanelMetrics(props: Props) {
  const [first] = props.chart.queries;
  if (!first || first.name === "") {
    return (
      <p className="grid h-full place-items-center px-4 text-12 text-text-3">
        Edit this panel and name a metric.
      </p>
    );
  }
  return props.chart.visual === "heatmap" ? (
    <MetricHeat {...props} query={first} />
  ) : (
    <MetricLines {...props} />
  );
}

function MetricLines({ chart, title, range }: Props) {
  const nowMs = useNow(NOW_STEP_MS);
  const questions = metricQuestionsOf(chart, range);
  const answer = useQueries({
    queries: questions.map((question) => metricQuery(question)),
    combine: (results) => ({
      data: results.map(({ data }) => data),
      error: results.find(({ error }) => error)?.error ?? null,
      isPending: results.some(({ isPending }) => isPending),
      isPlaceholderData: results.some(({ isPlaceholderData }) => isPlaceholderData),
      refetch: () => Promise.all(results.map(({ refetch }) => refetch())),
    }),
  });
  const model = useMemo(() => {
    const answers = answer.data.flatMap((data, index) => {
      const query = chart.queries[index];
      return data && query ? [{ query, answer: data }] : [];
    });
    return toMetricPanel(chart, { answers, nowMs });
  }, [answer.data, chart, nowMs]);
  return (
    <PanelState answer={answer} isEmpty={model.figures.length === 0}>
      {chart.visual === "figure" ? (
        <PanelFigures figures={model.figures} />
      ) : (
        <PanelLines model={model} title={title} spec={chart} />
      )}
    </PanelState>
  );
}

function MetricHeat({ chart, title, range, query }: Props & { query: MetricQuery }) {
  const nowMs = useNow(NOW_STEP_MS);
  const { from, to } = range;
  const answer = useQuery(
    metricHeatmapQuery({ name: query.name, filters: query.filters, from, to }),
  );
  const heat = useMemo(() => {
    if (!answer.data) return null;
    const { columns, stepSeconds, unit, name } = answer.data;
    const startsMs = columns.map(({ at }) => Date.parse(at));
    const times = toTrackTimes({ startsMs, stepMs: stepSeconds * 1_000, nowMs });
    const grid = toMetricHeatmap(answer.data, times, unitFormat(unit, name));
    return grid ? { times, grid } : null;
  }, [answer.data, nowMs]);
  return (
    <PanelState answer={answer} isEmpty={!heat}>
      {heat && (
        <PanelHeat
          {...heat}
          unit={query.name}
          title={title}
          spec={chart}
          rows={() => toMetricHeatTable(heat.grid, heat.times)}
        />
      )}
    </PanelState>
  );
}
