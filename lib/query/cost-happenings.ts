import { newBudget } from "@/lib/contract/cost-budgets.ts";
import { type CostsResponse, costsParams } from "@/lib/contract/costs.ts";
import type { OverviewResponse } from "@/lib/contract/overview.ts";
import { billStatus } from "@/lib/domain/concern-status.ts";
import { type BudgetStatus, budgetStatus } from "@/lib/domain/cost-budgets.ts";
import {
  addDays,
  addMonths,
  type Day,
  type DayRange,
  dayAt,
  dayStartMs,
  monthStartOf,
} from "@/lib/domain/cost-days.ts";
import { billHappenings, type CostHappening, daysPassed } from "@/lib/domain/cost-happenings.ts";
import { moneyText, sumMoney } from "@/lib/domain/money.ts";
import { readPool } from "@/lib/platform/db.ts";
import { type StoredBudget, selectBudgets } from "@/lib/store/cost-budgets.ts";
import { selectCostSums } from "@/lib/store/cost-sums.ts";
import { selectCostVersion, selectTakenBills } from "@/lib/store/cost-taken.ts";
import { costOutlook } from "./cost-outlook.ts";
import { costFrame } from "./cost-selection.ts";
import { patientAnswer } from "./patient-answer.ts";

/** So far back is told what happened. */
const MONTHS = 6;

/** What bills tell that happened in half a year, and how this month's are; null: no bill tells of the month. */
export type CostNews = { happenings: CostHappening[]; month: OverviewResponse["costs"] };

/** A few minutes old at most, but never older than the last import or change of a budget; nothing while it is not known. */
export const costNews = patientAnswer<CostNews>({
  name: "costs, what happened",
  version: () => selectCostVersion(readPool()),
  read: readNews,
  none: { happenings: [], month: null },
});

async function readNews(nowMs: number): Promise<CostNews> {
  const month = monthStartOf(dayAt(nowMs));
  const range = { from: addMonths(month, 1 - MONTHS), to: addMonths(month, 1) };
  const anomalies = await readAnomalies(range);
  const budgets: BudgetNews[] = [];
  for (const budget of await selectBudgets(readPool())) {
    budgets.push(await readBudget(budget, range, month));
  }
  const taken = await selectTakenBills(readPool(), dayStartMs(range.from));
  const ongoing = anomalies.filter(({ isOngoing, to }) => isOngoing && to >= month);
  const told = await costFrame({}, { from: month, to: range.to });
  return {
    happenings: [
      ...anomalies.map(anomalyHappening),
      ...budgets.flatMap(({ passed }) => passed),
      ...billHappenings(taken),
    ],
    month: told.chosen && {
      status: billStatus({
        budgets: budgets.map(({ status }) => status),
        ongoingAnomalies: ongoing.length,
      }),
      budgetsOver: budgets.filter(({ status }) => status === "critical" || status === "warning")
        .length,
      ongoingAnomalies: ongoing.length,
    },
  };
}

type Anomaly = CostsResponse["anomalies"][number] & { currency: string };

/** Of every currency, since they are never added up. */
async function readAnomalies(range: DayRange): Promise<Anomaly[]> {
  const { chosen, otherCurrencies } = await costFrame({}, range);
  const found: Anomaly[] = [];
  for (const currency of chosen ? [chosen.currency, ...otherCurrencies] : []) {
    const { anomalies } = await costOutlook(await costFrame({ currency }, range), range);
    found.push(...anomalies.map((one) => ({ ...one, currency })));
  }
  return found;
}

const anomalyHappening = ({
  service,
  from,
  to,
  over,
  isOngoing,
  currency,
}: Anomaly): CostHappening => ({
  ...{ id: `anomaly ${currency} ${service} ${from}`, kind: "anomaly", atMs: dayStartMs(from) },
  ...{ title: `${service || "No service named"} cost more than expected`, status: "warning" },
  ...{ from, through: to, isOngoing, currency, amount: over },
});

type BudgetNews = { passed: CostHappening[]; status: BudgetStatus };

async function readBudget(
  { id, name, owner: _, ...stored }: StoredBudget,
  range: DayRange,
  month: Day,
): Promise<BudgetNews> {
  const { amount, currency, filters } = newBudget.parse({ name, ...stored });
  const frame = await costFrame(costsParams.parse({ ...filters, currency }), range);
  if (frame.chosen === null) return { passed: [], status: "unknown" };
  const sums = await selectCostSums(readPool(), {
    ...{ ...frame.selectionOf(range), ...frame.chosen, granularity: "day", groupBy: [] },
  });
  const days = sums
    .flatMap(({ start, amount: sum }) => (start === null ? [] : [{ day: start, amount: sum }]))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
  const own = days.filter(({ day }) => day >= month);
  const { forecast } = await costOutlook(frame, { from: month, to: range.to });
  return {
    passed: daysPassed(days, amount).map((day) => ({
      ...{ id: `budget ${id} ${day}`, kind: "budget", atMs: dayStartMs(day) },
      ...{ title: `Budget ${name} was passed`, status: "critical", isOngoing: false },
      ...{ from: day, through: day, currency, amount },
    })),
    status: budgetStatus({
      amount,
      spent: own.length === 0 ? null : moneyText(sumMoney(own.map((one) => one.amount))),
      forecast: forecast?.total ?? null,
    }),
  };
}

/** What of it falls into a range of time (Unix ms): days as far as they reach. */
export const happeningsWithin = (
  happenings: readonly CostHappening[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): CostHappening[] =>
  happenings.filter(({ kind, atMs, through }) => {
    const endMs =
      kind === "anomaly" || kind === "budget" ? dayStartMs(addDays(through, 1)) : atMs + 1;
    return atMs < toMs && endMs > fromMs;
  });
