import type { CostAdviceResponse } from "@/lib/contract/cost-advice.ts";
import type { CostBridgeResponse } from "@/lib/contract/cost-bridge.ts";
import type { Budget } from "@/lib/contract/cost-budgets.ts";
import type { CostsResponse } from "@/lib/contract/costs.ts";
import { changeText } from "./change.ts";
import { mainBudget } from "./cost-condition.ts";
import { daysLabel, monthName } from "./cost-days.ts";
import type { Figure } from "./figure.ts";
import { formatQuantity, formatRatio } from "./format.ts";
import { formatMoney, formatMoneyChange } from "./money.ts";

/** Null: not known yet. */
export type CostAdviceFigure = { count: number; savingPerMonth: string | null } | null;

/** Of what is not dismissed and saves something. */
export const adviceFigure = (answer: CostAdviceResponse | undefined): CostAdviceFigure =>
  answer
    ? {
        count: answer.advice.filter(({ kind, dismissed }) => kind !== "cache" && !dismissed).length,
        savingPerMonth: answer.savingPerMonth,
      }
    : null;

type Input = {
  answer: CostsResponse;
  /** The month shown, "2026-11". */
  month: string;
  budgets: readonly Budget[];
  advice: CostAdviceFigure;
  /** Null: not known yet, or there is nothing to explain. */
  bridge: CostBridgeResponse | null;
};
type Known = Input & { currency: string; budget: Budget | null };

const plain = (value: string) => ({ value, unit: "" });

/** Month to date, forecast, budget, unit cost, anomalies, savings. None where no bill tells of the month. */
export function costFigures(input: Input): Figure[] {
  const { currency } = input.answer;
  if (currency === null) return [];
  const known = { ...input, currency, budget: mainBudget(input.budgets, currency) };
  return [totalFigure, forecastFigure, budgetFigure, unitFigure, anomalyFigure, savingsFigure].map(
    (make) => make(known),
  );
}

function totalFigure({ answer, month, currency }: Known): Figure {
  const { total, compared, forecast } = answer;
  const isToCome = forecast !== null && forecast.days.length > 0;
  const before = compared?.previousTotal ?? null;
  const change =
    compared && before !== null
      ? changeText({ now: Number(compared.total), before: Number(before) })
      : null;
  return {
    ...{ id: "total", label: `${isToCome ? "Month to date" : monthName(month)}, ${currency}` },
    ...{ status: "ok", value: plain(formatMoney(total, currency)) },
    change: change === null ? null : { text: change, tone: "calm" },
    note:
      compared && before !== null
        ? `vs ${daysLabel(compared.previousFrom, compared.previousThrough)}`
        : "nothing to compare with",
    spark: { values: dailyTotals(answer) },
  };
}

function forecastFigure({ answer, month, currency, budget }: Known): Figure {
  const { forecast } = answer;
  const label = `Forecast, ${monthName(month)}`;
  if (forecast === null || forecast.days.length === 0) {
    const note = forecast ? "the month is told in whole" : "none: needs 14 days of bills";
    return { id: "forecast", label, status: "ok", value: plain("–"), change: null, note };
  }
  const over = budget?.over ?? null;
  const isOver = over !== null && Number(over) > 0;
  const half = (Number(forecast.high) - Number(forecast.low)) / 2;
  return {
    ...{ id: "forecast", label, status: isOver ? "warning" : "ok" },
    value: plain(formatMoney(forecast.total, currency)),
    aside: `± ${formatMoney(half, currency)}`,
    change: isOver ? { text: formatMoneyChange(over, currency), tone: "warning" } : null,
    note: isOver ? "over budget" : "4 of 5 months end within",
  };
}

function budgetFigure({ budget }: Known): Figure {
  const label = budget ? `Budget used, ${budget.name}` : "Budget used";
  const status = budget?.status === "critical" ? "critical" : "ok";
  return {
    ...{ id: "budget", label, status, value: formatRatio(budget?.usedRatio ?? null) },
    change: null,
    note: budget
      ? `${formatRatio(budget.monthPassedRatio).value} % of the month gone`
      : "no budget is set",
  };
}

/** Of the days that the bridge explains, so that both say the same; without it of all days that can be counted. */
function unitFigure({ answer, currency, bridge }: Known): Figure {
  const { unitCost } = answer;
  if (bridge?.bridge && bridge.previousFrom && bridge.previousThrough) {
    const { before, after } = bridge.bridge;
    const text = changeText({ now: Number(after), before: Number(before) });
    return {
      ...{ id: "unit", label: "Per 1,000 requests", status: "ok" },
      value: plain(formatMoney(after, currency)),
      change: text === null ? null : { text, tone: "calm" },
      note: `vs ${daysLabel(bridge.previousFrom, bridge.previousThrough)}`,
    };
  }
  return {
    ...{ id: "unit", label: "Per 1,000 requests", status: "ok", change: null },
    value: plain(formatMoney(unitCost?.perThousandRequests ?? null, currency)),
    note: unitCost
      ? `${formatQuantity(unitCost.requestCount)} requests in ${unitCost.dayCount} days`
      : "no requests on billed days",
  };
}

function anomalyFigure({ answer, currency }: Known): Figure {
  const { anomalies } = answer;
  const over = anomalies.reduce((sum, one) => sum + Number(one.over), 0);
  const ongoing = anomalies.filter(({ isOngoing }) => isOngoing).length;
  return {
    ...{ id: "anomalies", label: "Anomalies", status: ongoing > 0 ? "warning" : "ok" },
    value: plain(String(anomalies.length)),
    ...(anomalies.length > 0 && { aside: `${formatMoney(over, currency)} in total` }),
    change: ongoing > 0 ? { text: `${ongoing} still going`, tone: "warning" } : null,
    ...(ongoing === 0 && { note: "over what is expected" }),
  };
}

function savingsFigure({ advice, currency }: Known): Figure {
  const saving = advice?.savingPerMonth ?? null;
  const pieces = advice
    ? `${advice.count} ${advice.count === 1 ? "piece" : "pieces"} of advice`
    : "";
  return {
    ...{ id: "savings", label: "Savings found", status: "ok", change: null },
    value: plain(formatMoney(saving, currency)),
    ...(saving !== null && { aside: "/month" }),
    note: pieces,
  };
}

function dailyTotals({ groups }: CostsResponse): (number | null)[] {
  return (groups[0]?.points ?? []).map((_, at) => {
    const known = groups.flatMap(({ points }) => points[at]?.amount ?? []);
    return known.length === 0 ? null : known.reduce((sum, amount) => sum + Number(amount), 0);
  });
}
