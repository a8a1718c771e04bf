"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { useNow } from "@/components/frame/now.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { heatmapQuery, requestsQuery } from "@/lib/client/requests.ts";
import type { RequestHeatmapChart, RequestsChart } from "@/lib/domain/chart-spec.ts";
import { toHeatTable } from "@/lib/view/chart-table.ts";
import { toHeatmap } from "@/lib/view/heatmap.ts";
import { toRequestPanel } from "@/lib/view/request-panel.ts";
import { toTrackTimes } from "@/lib/view/track.ts";
import { PanelFigures } from "./panel-figures.tsx";
import { PanelHeat, PanelLines } from "./panel-plots.tsx";
import { heatQuestionOf, type PanelRange, requestsQuestionOf } from "./panel-questions.ts";
import { PanelState } from "./panel-state.tsx";

const NOW_STEP_MS = 10_000;

type Props<Chart> = { chart: Chart; title: string; range: PanelRange };

/** Measures of requests as lines or figures. */
export function PanelRequests({ chart, title, range }: Props<RequestsChart>) {
  const nowMs = useNow(NOW_STEP_MS);
  const answer = useQuery(requestsQuery(requestsQuestionOf(chart, range)));
  const openTraces = useTraces(chart);
  const model = useMemo(
    () => (answer.data ? toRequestPanel(chart, { answer: answer.data, nowMs }) : null),
    [answer.data, chart, nowMs],
  );
  return (
    <PanelState answer={answer} isEmpty={!model || model.figures.length === 0}>
      {model &&
        (chart.visual === "figure" ? (
          <PanelFigures figures={model.figures} />
        ) : (
          <PanelLines model={model} title={title} spec={chart} onPick={openTraces} />
        ))}
    </PanelState>
  );
}

/** How many requests took how long. */
export function PanelRequestHeat({ chart, title, range }: Props<RequestHeatmapChart>) {
  const nowMs = useNow(NOW_STEP_MS);
  const answer = useQuery(heatmapQuery(heatQuestionOf(chart, range)));
  const openTraces = useTraces(chart);
  const heat = useMemo(() => {
    if (!answer.data) return null;
    const startsMs = answer.data.columns.map(({ at }) => Date.parse(at));
    const stepMs = answer.data.stepSeconds * 1_000;
    const times = toTrackTimes({ startsMs, stepMs, nowMs });
    const grid = toHeatmap(answer.data, times);
    return grid ? { times, grid } : null;
  }, [answer.data, nowMs]);
  return (
    <PanelState answer={answer} isEmpty={!heat}>
      {heat && (
        <PanelHeat
          {...heat}
          unit="requests by latency"
          title={title}
          spec={chart}
          onPick={openTraces}
          rows={() => toHeatTable(heat.grid, heat.times)}
        />
      )}
    </PanelState>
  );
}

/** Opens the traces of a clicked moment, narrowed as the chart is as far as a list of traces can be. */
function useTraces({ filters }: RequestsChart | RequestHeatmapChart) {
  const router = useRouter();
  const hrefOf = useHref();
  return ({ fromMs, toMs }: Moment) => {
    const only = (values: string[] | undefined) => (values?.length === 1 ? values[0] : undefined);
    const service = only(filters.service);
    const path = hrefOf("/traces", {
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      ...(service === undefined ? {} : { service, namespace: only(filters.namespace) ?? null }),
      environment: only(filters.environment) ?? null,
    });
    const url = new URL(path, window.location.origin);
    for (const name of ["route", "method"] as const) {
      const value = only(filters[name]);
      if (value !== undefined) url.searchParams.set(name, value);
    }
    router.push(`${url.pathname}${url.search}`);
  };
}
