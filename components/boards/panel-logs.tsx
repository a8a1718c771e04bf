"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { SeverityTrack } from "@/components/charts/severity-track.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { logHistogramQuery } from "@/lib/client/logs.ts";
import { type LogHistogramResponse, SEVERITIES } from "@/lib/contract/logs.ts";
import type { LogsChart } from "@/lib/domain/chart-spec.ts";
import { toLogHistogram } from "@/lib/view/log-histogram.ts";
import { PanelLines } from "./panel-plots.tsx";
import { logsQuestionOf, type PanelRange } from "./panel-questions.ts";
import { PanelState } from "./panel-state.tsx";

const NOW_STEP_MS = 10_000;

type Props = { chart: LogsChart; title: string; range: PanelRange };

/** Log records over time, by severity. */
export function PanelLogs({ chart, title, range }: Props) {
  const nowMs = useNow(NOW_STEP_MS);
  const answer = useQuery(logHistogramQuery(logsQuestionOf(chart, range)));
  const histogram = useMemo(
    () => (answer.data ? histogramOf(chart, answer.data, { nowMs, hidden: NONE }) : null),
    [answer.data, chart, nowMs],
  );
  return (
    <PanelState answer={answer} isEmpty={!histogram || histogram.total === 0}>
      {histogram && (
        <PanelLines
          model={{ times: histogram.times, tracks: [histogram.track] }}
          title={title}
          spec={chart}
          draw={(height, hidden) =>
            answer.data && (
              <SeverityTrack
                histogram={histogramOf(chart, answer.data, { nowMs, hidden })}
                height={height}
              />
            )
          }
        />
      )}
    </PanelState>
  );
}

const NONE: ReadonlySet<string> = new Set();

type Shown = { nowMs: number; hidden: ReadonlySet<string> };

function histogramOf(
  { filters }: LogsChart,
  answer: LogHistogramResponse,
  { nowMs, hidden }: Shown,
) {
  const asked = filters.severity ?? [];
  const shown = SEVERITIES.filter(
    (severity) => !hidden.has(severity) && (asked.length === 0 || asked.includes(severity)),
  );
  return toLogHistogram(answer, { shown, nowMs });
}
