"use client";

import { useMemo, useState } from "react";
import { ChartMenu } from "@/components/charts/chart-menu.tsx";
import { CostBars } from "@/components/charts/costs/cost-bars.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { Budget } from "@/lib/contract/cost-budgets.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import type { CostsChart } from "@/lib/domain/chart-spec.ts";
import { daysBetween } from "@/lib/domain/cost-days.ts";
import { type CostBarsModel, largestBar, toCostBars, toCostTable } from "@/lib/view/cost-bars.ts";
import { forecastTrialText, mainBudget, reconciliationText } from "@/lib/view/cost-condition.ts";
import { dayLabel, daysLabel, monthTick } from "@/lib/view/cost-days.ts";
import { COST_GROUPINGS, type CostSeries, toCostChart } from "@/lib/view/costs.ts";
import { formatMoney, formatMoneyTick } from "@/lib/view/money.ts";
import { SeriesTable } from "./series-table.tsx";
import { useCostFlags } from "./use-cost-flags.ts";

const NONE: ReadonlySet<string> = new Set();
const SMALL_HEIGHT = 132;
const STACK_HEIGHT = 360;
const MOST_ANOMALIES = 3;

type Props = {
  answer: CostsResponse;
  by: string;
  shape: "stack" | "small";
  budgets: readonly Budget[];
  /** The same as it can be pinned and alerted on. */
  spec: CostsChart;
};

/** The trend of costs, stacked or each series by itself, with its table and what was out of the ordinary. */
export function CostTrend({ answer, by, shape, budgets, spec }: Props) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(NONE);
  const chart = useMemo(() => toCostChart(answer, by), [answer, by]);
  const currency = answer.currency ?? "";
  const isByDay = answer.granularity === "day";
  const even = isByDay ? evenSpend(mainBudget(budgets, currency), chart.starts.length) : null;
  const model = useMemo(
    () =>
      toCostBars(chart, {
        ...{ hidden, forecast: isByDay ? answer.forecast : null, limit: even },
        compared: answer.compared,
      }),
    [chart, hidden, isByDay, answer.forecast, answer.compared, even],
  );
  const labelOf = (start: string) => (isByDay ? dayLabel(start) : monthTick(start));
  const nameOf = (id: string) => chart.series.find((one) => one.id === id)?.label ?? id;
  const grouping =
    COST_GROUPINGS.find(({ value }) => value === by)?.label.toLowerCase() ??
    by.replace(/^tag:/, "tag ");
  const checked = reconciliationText(answer);
  const pins = isByDay ? pinsOf(answer, chart.starts) : [];
  const flags = useCostFlags(answer, chart.starts);
  const title = `Cost per ${isByDay ? "day" : "month"}, by ${grouping}`;
  return (
    <Card data-chart>
      <CardHeader
        title={title}
        actions={
          <ChartMenu
            title={title}
            spec={spec}
            range={{ fromMs: Date.parse(answer.from), toMs: Date.parse(answer.to) }}
            legend={chart.series}
            rows={() => toCostTable(chart, answer.granularity)}
            threshold={even ?? largestBar(model)}
          />
        }
        note={trendNote(answer, model)}
      />
      <div className="grid desk:grid-cols-[minmax(0,1fr)_380px]" id="cost-per-day">
        <div className="min-w-0 px-2 pt-2" data-plot>
          {shape === "stack" ? (
            <CostBars
              {...{ model, currency, labelOf, nameOf, pins, flags }}
              height={STACK_HEIGHT}
              label={`Cost per ${isByDay ? "day" : "month"} by ${grouping}`}
              limit={
                even === null ? null : { amount: even, label: formatMoneyTick(even, currency) }
              }
            />
          ) : (
            <div className="grid gap-x-4 tablet:grid-cols-2">
              {chart.series.map((series) => (
                <Small
                  key={series.id}
                  series={series}
                  chart={chart}
                  currency={currency}
                  labelOf={labelOf}
                />
              ))}
            </div>
          )}
          {shape === "stack" && <Below even={even} answer={answer} />}
        </div>
        <div className="border-line max-desk:border-t desk:border-l">
          <SeriesTable {...{ chart, answer, hidden, setHidden }} />
          <Anomalies answer={answer} />
          <p className="flex items-start gap-2 border-t border-line px-4 py-2.5 text-12 text-text-2">
            <StatusIcon status={checked.status} className="mt-px" />
            {checked.text}
          </p>
        </div>
      </div>
    </Card>
  );
}

/** What the drawing means, as far as it has it. */
function trendNote(
  { currency, completeThrough, compared }: CostsResponse,
  model: CostBarsModel,
): string {
  return [
    currency,
    completeThrough && `complete through ${dayLabel(completeThrough)}`,
    model.bars.some(({ isEstimated }) => isEstimated) && "hatched until the bill is final",
    model.previous.some((amount) => amount !== null) &&
      compared &&
      `dotted is ${daysLabel(compared.previousFrom, compared.previousThrough)}`,
    model.forecast.length > 0 && "dashed is forecast, 4 of 5 months end within its band",
  ]
    .filter(Boolean)
    .join("; ");
}

/** What the dashed line is, and how far the forecast can be trusted. */
function Below({ even, answer }: { even: number | null; answer: CostsResponse }) {
  const trial = answer.granularity === "day" ? forecastTrialText(answer) : null;
  const line =
    even === null
      ? null
      : `The dashed line is an even spend of the budget, ${formatMoney(even, answer.currency ?? "")} a day.`;
  const text = [line, trial].filter(Boolean).join(" ");
  return text === "" ? null : <p className="px-2 pb-2 text-12 text-text-3">{text}</p>;
}

const evenSpend = (budget: Budget | null, dayCount: number): number | null =>
  budget === null || Object.keys(budget.filters).length > 0 || dayCount === 0
    ? null
    : Number(budget.amount) / dayCount;

const pinsOf = ({ anomalies }: CostsResponse, starts: readonly string[]) =>
  anomalies.slice(0, MOST_ANOMALIES).map(({ from }, index) => ({
    at: Math.max(0, daysBetween(starts[0] ?? from, from)),
    number: index + 1,
  }));

function Small({
  series,
  chart,
  currency,
  labelOf,
}: {
  series: CostSeries;
  chart: ReturnType<typeof toCostChart>;
  currency: string;
  labelOf: (start: string) => string;
}) {
  const model = toCostBars(
    { ...chart, series: [series] },
    { hidden: NONE, forecast: null, limit: null, tickCount: 3 },
  );
  return (
    <figure className="min-w-0 pb-3">
      <figcaption className="flex justify-between gap-2 px-2 text-12">
        <span className="truncate font-medium">{series.label}</span>
        <span>{formatMoney(series.total, currency)}</span>
      </figcaption>
      <CostBars
        {...{ model, currency, labelOf }}
        nameOf={() => series.label}
        label={`Cost of ${series.label}`}
        height={SMALL_HEIGHT}
      />
    </figure>
  );
}

function Anomalies({ answer }: { answer: CostsResponse }) {
  const { anomalies, currency } = answer;
  if (anomalies.length === 0) return null;
  return (
    <ol className="space-y-2 border-t border-line px-4 py-3 text-12" aria-label="Anomalies">
      {anomalies.slice(0, MOST_ANOMALIES).map((one, index) => (
        <li key={`${one.service} ${one.from}`} className="flex gap-2">
          <span className="flex size-[18px] shrink-0 items-center justify-center rounded-full border border-warning-fill bg-warning-soft text-11 font-semibold text-warning">
            {index + 1}
          </span>
          <span>
            <span className="font-medium">
              {one.service}, {formatMoney(one.over, currency ?? "")} over on{" "}
              {daysLabel(one.from, one.to)}
            </span>
            <span className="block text-text-3">
              {formatMoney(one.amount, currency ?? "")} where{" "}
              {formatMoney(one.expected, currency ?? "")} was expected
              {one.isOngoing ? "; still going" : ""}
            </span>
          </span>
        </li>
      ))}
      {anomalies.length > MOST_ANOMALIES && (
        <li className="text-text-3">{anomalies.length - MOST_ANOMALIES} more, each smaller</li>
      )}
    </ol>
  );
}
