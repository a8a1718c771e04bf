import { randomUUID } from "node:crypto";
import {
  type Budget,
  type BudgetStored,
  type BudgetsParams,
  type BudgetsResponse,
  budgetStored,
  type NewBudget,
} from "@/lib/contract/cost-budgets.ts";
import { type CostsResponse, costsParams } from "@/lib/contract/costs.ts";
import { budgetStatus } from "@/lib/domain/cost-budgets.ts";
import { addMonths, type Day, dayAt, daysBetween, monthStartOf } from "@/lib/domain/cost-days.ts";
import { Money, moneyText } from "@/lib/domain/money.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { readPool, writePool } from "@/lib/platform/db.ts";
import {
  deleteBudgetRow,
  insertBudget,
  type StoredBudget,
  selectBudgets,
  updateBudget,
} from "@/lib/store/cost-budgets.ts";
import { selectLastDay } from "@/lib/store/cost-sums.ts";
import type { Asking } from "./boards.ts";
import { queryCosts } from "./costs.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const missing = () => new NotFoundError("There is no budget with this id");

const toStored = ({ owner, ...row }: StoredBudget): BudgetStored =>
  budgetStored.parse({ ...row, createdBy: owner.name });

/** Budgets with what a month has spent of them and is forecast to. The alert rules may ask it too. */
export async function queryBudgets(params: BudgetsParams, nowMs: number): Promise<BudgetsResponse> {
  const month = params.month
    ? `${params.month}-01`
    : monthStartOf((await selectLastDay(readPool())) ?? dayAt(nowMs));
  const stored = (await selectBudgets(readPool()))
    .map(toStored)
    .filter(({ id }) => params.id.length === 0 || params.id.includes(id));
  const budgets: Budget[] = [];
  for (const budget of stored) budgets.push(await withOutcome(budget, month, nowMs));
  return { month, budgets };
}

async function withOutcome(budget: BudgetStored, month: Day, nowMs: number): Promise<Budget> {
  const { filters, currency } = budget;
  const range = { from: month, to: addMonths(month, 1) };
  const asked = costsParams.parse({ ...filters, ...range, currency });
  const answer = await queryCosts(asked, nowMs);
  const { completeThrough, forecast } = answer;
  const spent = answer.total;
  const ends = forecast?.total ?? null;
  return {
    ...{ ...budget, month, completeThrough, spent },
    usedRatio: ratio(spent, budget.amount),
    monthPassedRatio: passedRatio(range, completeThrough),
    forecast: forecast && { total: forecast.total, low: forecast.low, high: forecast.high },
    forecastRatio: ratio(ends, budget.amount),
    over: lessBudget(ends ?? spent, budget.amount),
    status: budgetStatus({ amount: budget.amount, spent, forecast: ends }),
    days: runningTotals(answer),
  };
}

const ratio = (part: string | null, whole: string): number | null =>
  part === null ? null : new Money(part).div(whole).toNumber();

const lessBudget = (amount: string | null, budget: string): string | null =>
  amount === null ? null : moneyText(new Money(amount).minus(budget));

function passedRatio({ from, to }: { from: Day; to: Day }, completeThrough: Day | null): number {
  if (completeThrough === null || completeThrough < from) return 0;
  return Math.min(1, (daysBetween(from, completeThrough) + 1) / daysBetween(from, to));
}

/** What was spent through each day; a day after the last that a bill tells of is unknown. */
function runningTotals({ groups }: CostsResponse): Budget["days"] {
  let sum = new Money(0);
  return (groups[0]?.points ?? []).map(({ day, amount }) => {
    if (amount === null) return { day, spent: null };
    sum = sum.plus(amount);
    return { day, spent: moneyText(sum) };
  });
}

/** Stores a new budget. */
export async function createBudget(
  given: NewBudget,
  { author, nowMs }: Asking,
): Promise<BudgetStored> {
  const budget: StoredBudget = { ...normalised(given), id: randomUUID(), owner: author };
  await insertBudget(writePool(), { ...budget, createdMs: nowMs });
  return toStored(budget);
}

/** Changes a budget as a whole. Throws `NotFoundError`. */
export async function changeBudget(id: string, given: NewBudget): Promise<BudgetStored> {
  if (!UUID.test(id)) throw missing();
  const changed = await updateBudget(writePool(), { ...normalised(given), id });
  if (changed === null) throw missing();
  return toStored(changed);
}

/** Deletes a budget. Throws `NotFoundError`. */
export async function deleteBudget(id: string): Promise<void> {
  if (!UUID.test(id) || !(await deleteBudgetRow(writePool(), id))) throw missing();
}

const normalised = (given: NewBudget): NewBudget => ({
  ...given,
  amount: moneyText(new Money(given.amount)),
});
