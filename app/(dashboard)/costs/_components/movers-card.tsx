"use client";

import { Card, CardHeader } from "@/components/ui/card.tsx";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { daysLabel } from "@/lib/view/cost-days.ts";
import { topMovers } from "@/lib/view/costs.ts";
import { formatMoney, formatMoneyChange } from "@/lib/view/money.ts";

const MOST = 6;

/** What changed most in money against the days before. */
export function MoversCard({ answer, by }: { answer: CostsResponse; by: string }) {
  const { compared } = answer;
  const currency = answer.currency ?? "";
  const movers = topMovers(answer, by, MOST);
  const largest = Math.max(...movers.map(({ change }) => Math.abs(change.difference)), 0);
  return (
    <Card>
      <CardHeader
        title="What changed most"
        note={
          compared &&
          `${daysLabel(compared.from, compared.through)} against ${daysLabel(compared.previousFrom, compared.previousThrough)}`
        }
      />
      {movers.length === 0 ? (
        <p className="px-4 py-6 text-text-2">
          {compared?.previousTotal == null
            ? "There is no bill of the days before to compare with."
            : "Nothing costs more or less than in the days before."}
        </p>
      ) : (
        <ul className="py-1">
          {movers.map(({ id, label, amount, before, change }) => (
            <li
              key={id}
              className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2"
            >
              <span className="truncate font-medium" title={label}>
                {label}
              </span>
              <span className="text-right">
                <span className={`font-semibold ${change.isMore ? "text-critical" : "text-ok"}`}>
                  {formatMoneyChange(change.difference, currency)}
                </span>
                <span className="ml-2 text-12 text-text-3">{change.text}</span>
              </span>
              <span aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-1 bg-surface-3">
                <span
                  className={`block h-full ${change.isMore ? "bg-critical-fill" : "bg-ok-fill"}`}
                  style={{ width: `${(100 * Math.abs(change.difference)) / largest}%` }}
                />
              </span>
              <span className="text-right text-12 text-text-3">
                {formatMoney(before, currency)} → {formatMoney(amount, currency)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
