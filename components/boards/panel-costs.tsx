"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ChartMenu } from "@/components/charts/chart-menu.tsx";
import { CostBars } from "@/components/charts/costs/cost-bars.tsx";
import { costsQuery } from "@/lib/client/costs.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import type { CostsChart } from "@/lib/domain/chart-spec.ts";
import { largestBar, toCostBars, toCostTable } from "@/lib/view/cost-bars.ts";
import { dayLabel, monthTick } from "@/lib/view/cost-days.ts";
import { toCostChart } from "@/lib/view/costs.ts";
import { costsQuestionOf, type PanelRange } from "./panel-questions.ts";
import { PanelState } from "./panel-state.tsx";
import { useHeight } from "./use-height.ts";

type Props = { chart: CostsChart; title: string; range: PanelRange };

const LEGEND_PX = 28;
const NONE: ReadonlySet<string> = new Set();

/** What bills tell of the days that the range touches, of a month at least. */
export function PanelCosts({ chart: spec, title, range }: Props) {
  const answer = useQuery(costsQuery(costsQuestionOf(spec, range)));
  const { data } = answer;
  return (
    <PanelState answer={answer} isEmpty={!data || data.currency === null}>
      {data && <Drawn answer={data} spec={spec} title={title} />}
    </PanelState>
  );
}

type DrawnProps = { answer: CostsResponse; spec: CostsChart; title: string };

/** Bars as high as the panel, with the series beside each other as the legend. */
function Drawn({ answer, spec, title }: DrawnProps) {
  const { ref, height } = useHeight<HTMLDivElement>();
  const chart = useMemo(() => toCostChart(answer, spec.by), [answer, spec.by]);
  const model = useMemo(
    () => toCostBars(chart, { hidden: NONE, forecast: null, limit: null }),
    [chart],
  );
  return (
    <div ref={ref} data-chart className="flex h-full flex-col overflow-hidden">
      <div
        className="flex shrink-0 items-center gap-4 overflow-hidden px-4 text-12 text-text-2"
        style={{ height: LEGEND_PX }}
      >
        {chart.series.map(({ id, label, colour }) => (
          <span key={id} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <span aria-hidden className="size-2 rounded-1" style={{ background: colour }} />
            {label}
          </span>
        ))}
        <span className="ml-auto shrink-0">
          <ChartMenu
            title={title}
            spec={spec}
            range={{ fromMs: Date.parse(answer.from), toMs: Date.parse(answer.to) }}
            legend={chart.series}
            rows={() => toCostTable(chart, spec.granularity)}
            threshold={largestBar(model)}
          />
        </span>
      </div>
      <div data-plot>
        {height > LEGEND_PX && (
          <CostBars
            model={model}
            currency={answer.currency ?? ""}
            label={title}
            labelOf={spec.granularity === "day" ? dayLabel : monthTick}
            nameOf={(id) => chart.series.find((one) => one.id === id)?.label ?? id}
            height={height - LEGEND_PX}
          />
        )}
      </div>
    </div>
  );
}
