"use client";

import { BudgetCourse } from "@/components/charts/costs/budget-course.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { Budget } from "@/lib/contract/cost-budgets.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { mainBudget } from "@/lib/view/cost-condition.ts";
import { formatRatio } from "@/lib/view/format.ts";
import { formatMoney, formatMoneyChange } from "@/lib/view/money.ts";

type Props = {
  answer: CostsResponse;
  budgets: readonly Budget[];
  onEdit: (id: string) => void;
};

/** The month so far against an even spend of the budget, and every budget with how it is. */
export function BudgetCard({ answer, budgets, onEdit }: Props) {
  const main = mainBudget(budgets, answer.currency);
  return (
    <Card>
      <CardHeader
        title="Against an even spend of the budget"
        note={main ? `${main.name}, cumulative` : undefined}
        actions={
          <Button kind="bare" onClick={() => onEdit("new")}>
            Set budget
          </Button>
        }
      />
      {main === null ? (
        <p className="px-4 py-6 text-text-2">
          No budget in {answer.currency}. With one, this shows day by day whether the month is ahead
          of it, and how it will end.
        </p>
      ) : (
        <BudgetCourse budget={main} />
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

const filterText = ({ filters }: Budget): string =>
  Object.values(filters)
    .flatMap((values) => values ?? [])
    .join(", ");
