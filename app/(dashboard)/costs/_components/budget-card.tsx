"use client";

import { ChartMenu } from "@/components/charts/chart-menu.tsx";
import { BudgetCourse } from "@/components/charts/costs/budget-course.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton } from "@/components/ui/states.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { Budget } from "@/lib/contract/cost-budgets.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { budgetDraft } from "@/lib/view/cost-alert-drafts.ts";
import { mainBudget } from "@/lib/view/cost-condition.ts";
import { monthName } from "@/lib/view/cost-days.ts";
import { formatRatio } from "@/lib/view/format.ts";
import { formatMoney, formatMoneyChange } from "@/lib/view/money.ts";

type Props = {
  answer: CostsResponse;
  /** The month shown, "2026-11". */
  month: string;
  budgets: readonly Budget[];
  /** Whether they are known. */
  state: { isPending: boolean; error: Error | null; refetch: () => unknown };
  onEdit: (id: string) => void;
};

/** The month so far against an even spend of the budget, and every budget with how it is. */
export function BudgetCard({ answer, month, budgets, state, onEdit }: Props) {
  const main = mainBudget(budgets, answer.currency);
  const title = "Against the budget";
  return (
    <Card data-chart>
      <CardHeader
        title={title}
        note={main ? `an even spend of it, ${monthName(month)}` : undefined}
        actions={
          <>
            <Button kind="bare" onClick={() => onEdit("new")}>
              Set budget
            </Button>
            {main && <CourseMenu title={title} budget={main} />}
          </>
        }
      />
      {state.error && main === null ? (
        <QueryError
          error={state.error}
          missing="The costs above are complete; only the budgets are missing."
          onRetry={() => void state.refetch()}
        />
      ) : state.isPending ? (
        <ChartSkeleton height={220} />
      ) : main === null ? (
        <p className="px-4 py-6 text-text-2">
          No budget in {answer.currency}. With one, this shows day by day whether the month is ahead
          of it, and how it will end.
        </p>
      ) : (
        <div data-plot>
          <BudgetCourse budget={main} />
        </div>
      )}
      {budgets.length > 0 && (
        <ul className="border-t border-line" aria-label="Budgets">
          {budgets.map((budget) => (
            <li key={budget.id} className="border-b border-line last:border-0">
              <button
                type="button"
                onClick={() => onEdit(budget.id)}
                className="control grid w-full grid-cols-[auto_minmax(0,1fr)_auto_auto] items-center gap-x-3 px-4 py-1.5 text-left text-13 hover:bg-surface-3"
              >
                <StatusIcon status={budget.status} />
                <span className="truncate">
                  {budget.name}
                  <span className="ml-2 text-12 text-text-3">{filterText(budget)}</span>
                </span>
                <span className="text-12 text-text-2">
                  {formatMoney(budget.spent, budget.currency)} of{" "}
                  {formatMoney(budget.amount, budget.currency)}
                </span>
                <span
                  className={`min-w-16 text-right font-semibold ${statusText(budget.status === "unknown" ? "ok" : budget.status)}`}
                >
                  {budget.over !== null && Number(budget.over) > 0 ? (
                    formatMoneyChange(budget.over, budget.currency)
                  ) : (
                    <Value figure={formatRatio(budget.usedRatio)} />
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function CourseMenu({ title, budget }: { title: string; budget: Budget }) {
  const { days, amount, name } = budget;
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  const even = Number(amount) / days.length;
  return (
    <ChartMenu
      title={title}
      range={{ fromMs: Date.parse(first.day), toMs: Date.parse(last.day) }}
      legend={[{ label: name, colour: "var(--q50)" }]}
      draft={budgetDraft(name)}
      rows={() =>
        days.map(({ day, spent }, at) => ({
          ...{ day, spent: spent === null ? null : Number(spent) },
          "even spend": even * (at + 1),
        }))
      }
    />
  );
}

const filterText = ({ filters }: Budget): string =>
  Object.values(filters)
    .flatMap((values) => values ?? [])
    .join(", ");
