import type { Budget } from "@/lib/contract/cost-budgets.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { billStatus } from "@/lib/domain/concern-status.ts";
import { changeText } from "./change.ts";
import { dayLabel, daysLabel, monthName } from "./cost-days.ts";
import { formatRatio } from "./format.ts";
import { formatMoney, formatMoneyChange } from "./money.ts";
import type { Condition, SentencePart } from "./sentence.ts";

type Told = {
  answer: CostsResponse;
  /** The month shown, "2026-11". */
  month: string;
  /** The budget in trouble first; of the currency shown. */
  budgets: readonly Budget[];
};

const RANK = { critical: 0, warning: 1, ok: 2, unknown: 3 } as const;

/** The budget that the page speaks of: the one in most trouble, then the largest. */
export const mainBudget = (budgets: readonly Budget[], currency: string | null): Budget | null =>
  budgets
    .filter((budget) => budget.currency === currency)
    .toSorted(
      (a, b) => RANK[a.status] - RANK[b.status] || Number(b.amount) - Number(a.amount),
    )[0] ?? null;

/** What the month will cost, against which budget, and what is to blame. */
export function costCondition({ answer, month, budgets }: Told): Condition {
  const { currency, total, forecast, compared } = answer;
  if (currency === null || total === null) {
    const text = `No bill tells of ${monthName(month)}.`;
    return { status: "unknown", parts: [{ text, tone: "fact" }] };
  }
  const budget = mainBudget(budgets, currency);
  const money = (amount: string) => formatMoney(amount, currency);
  const isToCome = forecast !== null && forecast.days.length > 0;
  const ending = isToCome ? forecast.total : total;
  const over = budget?.over != null && Number(budget.over) > 0 ? budget : null;
  const bad = over?.status === "critical" ? "critical" : "warning";
  const parts: SentencePart[] = [
    { text: `${monthName(month)} ${isToCome ? "will cost" : "cost"} `, tone: "fact" },
    { text: money(ending), tone: over ? bad : "name", href: "#cost-per-day" },
  ];
  if (over) {
    const whole = isWhole(over) ? "its budget" : `with ${over.name} over its budget`;
    const by = isWhole(over) ? `, ${money(over.over ?? "0")} over ${whole}` : `, ${whole}`;
    parts.push({ text: `${by} of ${money(over.amount)}.`, tone: "fact" });
  } else if (budget?.status === "ok" && isWhole(budget)) {
    parts.push({ text: `, within its budget of ${money(budget.amount)}.`, tone: "fact" });
  } else {
    parts.push({ text: ".", tone: "fact" });
  }
  const reason = anomalyText(answer) ?? comparedText(compared, currency);
  if (reason !== null) parts.push({ text: ` ${reason}`, tone: "reason" });
  const ongoingAnomalies = answer.anomalies.filter(({ isOngoing }) => isOngoing).length;
  return { status: over ? bad : billStatus({ budgets: [], ongoingAnomalies }), parts };
}

const isWhole = ({ filters }: Budget): boolean => Object.keys(filters).length === 0;

function anomalyText({ anomalies, currency }: CostsResponse): string | null {
  const [most] = anomalies;
  if (!most || currency === null) return null;
  const perDay = Number(most.over) / most.dayCount;
  const when = most.isOngoing
    ? `a day more than usual since ${dayLabel(most.from)}`
    : `more than usual on ${daysLabel(most.from, most.to)}`;
  const amount = formatMoney(most.isOngoing ? perDay : most.over, currency);
  return `Most out of the ordinary is ${most.service}: ${amount} ${when}.`;
}

function comparedText(compared: CostsResponse["compared"], currency: string): string | null {
  if (!compared || compared.previousTotal === null) return null;
  const change = changeText({
    now: Number(compared.total),
    before: Number(compared.previousTotal),
  });
  const days = daysLabel(compared.from, compared.through);
  return change === null
    ? null
    : `${days} came to ${formatMoney(compared.total, currency)}, ${change} against ${daysLabel(compared.previousFrom, compared.previousThrough)}.`;
}

/** Whether what is shown equals what the sources say, in words. */
export function reconciliationText({ reconciliation, basis }: CostsResponse): {
  status: "ok" | "warning" | "unknown";
  text: string;
} {
  if (basis === "estimate") {
    const text = "An estimate by a price list: there is no bill to compare it with.";
    return { status: "unknown", text };
  }
  if (reconciliation.length === 0) {
    return { status: "unknown", text: "The source gave no total of its own to compare with." };
  }
  const differing = reconciliation.filter(({ difference }) => Number(difference) !== 0);
  const [worst] = differing;
  if (!worst) {
    const bills = new Set(
      reconciliation.map(({ source, part, period }) => `${source}|${part}|${period}`),
    );
    return {
      status: "ok",
      text: `Equals the ${bills.size === 1 ? "bill" : `${bills.size} bills`} to the last digit.`,
    };
  }
  const reason =
    worst.rejectedCount > 0
      ? `${worst.rejectedCount} rows could not be read`
      : "a later import took the place of a part of it";
  const amount = formatMoneyChange(worst.difference, worst.currency);
  return {
    status: "warning",
    text: `Differs from the bill ${worst.source} of ${monthName(worst.period)} by ${amount}: ${reason}.`,
  };
}

/** How the forecast did on months that were held back, beside a naive one; null: nothing is forecast, or no month is whole. */
export function forecastTrialText({ forecast }: CostsResponse): string | null {
  if (forecast === null || forecast.days.length === 0 || forecast.trial === null) return null;
  const { monthCount, errorRatio, naiveErrorRatio } = forecast.trial;
  const months = monthCount === 1 ? "one month" : `${monthCount} months`;
  const percent = (ratio: number) => `${formatRatio(ratio).value}\u00a0%`;
  return `Of ${months} held back the forecast missed ${percent(errorRatio)}, the mean of the month so far ${percent(naiveErrorRatio)}.`;
}
