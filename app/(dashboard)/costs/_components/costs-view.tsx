"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { FigureStrip, FigureStripSkeleton } from "@/components/ui/figure-strip.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton, Notice, Reloading, RowsSkeleton } from "@/components/ui/states.tsx";
import { budgetsQuery, costAdviceQuery, costBridgeQuery, costsQuery } from "@/lib/client/costs.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { daysBetween } from "@/lib/domain/cost-days.ts";
import { leastAdvice } from "@/lib/view/cost-advice.ts";
import { costCondition } from "@/lib/view/cost-condition.ts";
import { conversionLines } from "@/lib/view/cost-conversion.ts";
import { dayLabel, monthLabel } from "@/lib/view/cost-days.ts";
import { adviceFigure, costFigures } from "@/lib/view/cost-figures.ts";
import { AdviceCard } from "./advice-card.tsx";
import { BridgeCard } from "./bridge-card.tsx";
import { BudgetCard } from "./budget-card.tsx";
import { BudgetDialog } from "./budget-dialog.tsx";
import { CostControls } from "./cost-controls.tsx";
import { CostTrend } from "./cost-trend.tsx";
import { costParsers, costQuestion, costSpec, monthOfState } from "./costs-state.ts";
import { MoversCard } from "./movers-card.tsx";
import { NoBill } from "./no-bill.tsx";
import { ServicesCard } from "./services-card.tsx";
import { SourcesCard } from "./sources-card.tsx";

const NOW_STEP_MS = 60_000;

/** What the traffic costs: a month by day, or a year by month, against the days before and its budgets. */
export function CostsView() {
  const [state, setState] = useQueryStates(costParsers, { history: "push", scroll: false });
  const nowMs = useNow(NOW_STEP_MS);
  const [editing, setEditing] = useState<string | "new" | null>(null);
  const month = monthOfState(state, nowMs);
  const question = costQuestion(state, nowMs);
  const answer = useQuery(costsQuery(question));
  const stored = useQuery(budgetsQuery(month));
  const budgets = stored.data?.budgets ?? [];
  const { from, to, metric, currency } = question;
  const ofServices = { from, to, metric, currency };
  const advice = useQuery(costAdviceQuery(ofServices)).data;
  const bridge = useQuery(costBridgeQuery(ofServices)).data ?? null;
  const { data, error } = answer;
  if (error && !data) {
    return (
      <Card>
        <QueryError
          error={error}
          missing="What the traffic costs is not known."
          onRetry={() => void answer.refetch()}
        />
      </Card>
    );
  }
  if (!data) return <CostsSkeleton />;
  const told = { answer: data, month, budgets };
  const controls = <CostControls {...{ state, setState, month, nowMs, question, answer: data }} />;
  return (
    <>
      <Condition
        condition={costCondition(told)}
        actions={<Button onClick={() => setEditing("new")}>Set budget</Button>}
      />
      {error && (
        <Notice status="warning">Not refreshed: {error.message}. What stands here is older.</Notice>
      )}
      {controls}
      {data.currency === null ? (
        <Card>
          <NoBill
            month={month}
            completeThrough={data.completeThrough}
            isFiltered={state.without.length > 0}
          />
        </Card>
      ) : (
        <Reloading active={answer.isPlaceholderData} what={monthLabel(month)}>
          <div className="space-y-4">
            {state.span === "month" && (
              <FigureStrip
                label="Costs"
                figures={costFigures({ ...told, bridge, advice: adviceFigure(advice) })}
              />
            )}
            <CostTrend
              answer={data}
              by={state.by}
              shape={state.shape}
              budgets={budgets}
              spec={costSpec(state)}
            />
            {state.span === "month" ? (
              <>
                <div className="grid gap-4 desk:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)]">
                  <BridgeCard question={ofServices} />
                  <BudgetCard
                    {...{ answer: data, month, budgets, state: stored }}
                    onEdit={setEditing}
                  />
                </div>
                <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)]">
                  <ServicesCard question={ofServices} />
                  <MoversCard answer={data} by={state.by} />
                </div>
                <AdviceCard
                  question={ofServices}
                  least={leastAdvice(data.compared?.total ?? null, comparedDays(data))}
                />
              </>
            ) : (
              <MoversCard answer={data} by={state.by} />
            )}
            <BillNotes answer={data} />
          </div>
        </Reloading>
      )}
      <SourcesCard />
      <BudgetDialog
        open={editing !== null}
        budget={budgets.find(({ id }) => id === editing) ?? null}
        currency={data.currency ?? "USD"}
        onClose={() => setEditing(null)}
      />
    </>
  );
}

/** Whole days of the month so far. */
const comparedDays = ({ compared }: CostsResponse): number =>
  compared ? daysBetween(compared.from, compared.through) + 1 : 0;

function BillNotes({ answer }: { answer: CostsResponse }) {
  const { metric, basis, completeThrough, otherCurrencies, otherBases, conversion } = answer;
  const words = { bill: "bills", allocation: "allocated costs", estimate: "a price list" };
  return (
    <div className="space-y-1 text-12 text-text-3">
      {conversionLines(conversion).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {conversion && (
        <p>
          Budgets, unit costs by service, the bridge and advice are in the currency of their bill.
        </p>
      )}
      <p>
        {metric} from {words[basis ?? "bill"]}; days are UTC, as in the bill, and the bar’s range
        and filters do not narrow them
        {completeThrough && `; complete through ${dayLabel(completeThrough)}`}
        {otherCurrencies.length > 0 &&
          `; ${otherCurrencies.join(", ")} of the same days is not added up with it`}
        {otherBases.length > 0 &&
          `; ${otherBases.map((other) => words[other]).join(", ")} tell of the same money`}
        .
      </p>
    </div>
  );
}

function CostsSkeleton() {
  return (
    <>
      <ConditionSkeleton />
      <FigureStripSkeleton cells={6} />
      <Card>
        <ChartSkeleton height={320} />
      </Card>
      <Card>
        <RowsSkeleton rows={5} />
      </Card>
    </>
  );
}
