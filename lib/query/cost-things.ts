import { budgetsParams } from "@/lib/contract/cost-budgets.ts";
import { type CostsResponse, costsParams } from "@/lib/contract/costs.ts";
import { addDays, type Day, dayAt, dayStartMs, monthStartOf } from "@/lib/domain/cost-days.ts";
import type { AlertPoint, AlertQuestion, AlertSeries } from "./alert-question.ts";
import { queryBudgets } from "./cost-budgets.ts";
import { costFrame } from "./cost-selection.ts";
import { queryCosts } from "./costs.ts";
import { serviceWork } from "./service-work.ts";

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;

/** What bills told, by things and by days: a day's figures hold from its end until the next day is told. */
export type CostThings = { stepSeconds: number; series: AlertSeries[] };

const daysIn = (ms: number): number => Math.max(Math.round(ms / DAY_MS), 1);

/**
 * Costs of a whole day, the mean of several when the window is longer: of the last days that the question's end knows
 * bills of. Amounts are exact decimals until here; what they are held against need not be. Of the past each day counts as
 * known at its end: nobody wrote down when its bill came.
 */
export async function readCostThings(
  { filters, groupBy, fromMs, toMs, stepSeconds }: AlertQuestion,
  nowMs: number,
): Promise<CostThings> {
  const yesterday = dayAt(Math.floor(toMs / DAY_MS) * DAY_MS - DAY_MS);
  const known = await costFrame(filters, { from: yesterday, to: addDays(yesterday, 1) });
  const { completeThrough } = known;
  const isLate = completeThrough !== null && completeThrough < yesterday;
  const end = addDays(isLate ? completeThrough : yesterday, 1);
  const span = daysIn(toMs - fromMs);
  const window = stepSeconds === undefined ? span : daysIn(stepSeconds * 1_000);
  const from = addDays(end, -(stepSeconds === undefined ? span : span + window));
  const isWhole = groupBy.length === 0;
  const params = { ...filters, from, to: end, groupBy: [...groupBy].slice(0, 2) };
  const { groups, unitCost } = await queryCosts(costsParams.parse(params), nowMs);
  const counts =
    isWhole && stepSeconds !== undefined ? await requestsByDay({ from, to: end }, nowMs) : null;
  const perThousand = unitCost === null ? null : Number(unitCost.perThousandRequests);
  const series = groups.map(
    ({ key, total, points }): AlertSeries => ({
      key,
      figures: {
        dailyCost: Number(total) / span,
        ...(isWhole ? { costPerThousandRequests: perThousand } : {}),
      },
      count: null,
      points: () => heldUntil(toMs, dailyFigures(points, window, counts)),
    }),
  );
  return { stepSeconds: DAY_SECONDS, series };
}

async function requestsByDay(range: { from: Day; to: Day }, nowMs: number) {
  const counts = new Map<Day, number>();
  for (const { byDay } of await serviceWork(range, nowMs)) {
    for (const [day, { requestCount }] of byDay)
      counts.set(day, (counts.get(day) ?? 0) + requestCount);
  }
  return counts;
}

/** The mean of the days of a window, at each day that ends one; `counts`: requests by day, null: not asked for. */
function dailyFigures(
  points: CostsResponse["groups"][number]["points"],
  window: number,
  counts: ReadonlyMap<Day, number> | null,
): AlertPoint[] {
  return points.flatMap(({ day }, at): AlertPoint[] => {
    const days = points
      .slice(Math.max(at + 1 - window, 0), at + 1)
      .flatMap(({ day: own, amount }) =>
        amount === null ? [] : [{ cost: Number(amount), requests: counts?.get(own) ?? 0 }],
      );
    if (days.length === 0) return [];
    const answered = days.filter(({ requests }) => requests > 0);
    const perThousand =
      answered.length === 0
        ? null
        : (sumOf(answered, "cost") / sumOf(answered, "requests")) * 1_000;
    const figures = {
      dailyCost: sumOf(days, "cost") / days.length,
      ...(counts === null ? {} : { costPerThousandRequests: perThousand }),
    };
    return [{ atMs: dayStartMs(day), figures, count: null }];
  });
}

const sumOf = <Name extends string>(days: readonly Record<Name, number>[], name: Name): number =>
  days.reduce((sum, day) => sum + day[name], 0);

/** What was told last holds until the end, as it does for a rule that looks while no newer bill has come. */
function heldUntil(toMs: number, points: AlertPoint[]): AlertPoint[] {
  const last = points.at(-1);
  if (!last) return [];
  const held = [...points];
  for (let atMs = last.atMs + DAY_MS; atMs + DAY_MS <= toMs; atMs += DAY_MS) {
    held.push({ ...last, atMs });
  }
  return held;
}

/**
 * How much of each budget of the month is used, and is forecast to be used at its end, 1 being all of it. Of days that
 * passed nobody wrote down the forecast: it is only known now.
 */
export async function readBudgetThings(
  { fromMs, toMs, stepSeconds }: AlertQuestion,
  nowMs: number,
): Promise<CostThings> {
  const newest = await queryBudgets(budgetsParams.parse({}), nowMs);
  const first = monthStartOf(dayAt(fromMs - DAY_MS));
  const points = new Map<string, AlertPoint[]>();
  for (let month = newest.month; stepSeconds !== undefined && month >= first; ) {
    const answer =
      month === newest.month
        ? newest
        : await queryBudgets(budgetsParams.parse({ month: month.slice(0, 7) }), nowMs);
    for (const { id, amount, days } of answer.budgets) {
      const own = days.flatMap(({ day, spent }): AlertPoint[] => {
        if (spent === null) return [];
        const usedRatio = Number(spent) / Number(amount);
        return [
          { atMs: dayStartMs(day), figures: { usedRatio, forecastRatio: null }, count: null },
        ];
      });
      points.set(id, [...own, ...(points.get(id) ?? [])]);
    }
    month = monthStartOf(addDays(month, -1));
  }
  const series = newest.budgets.map(
    ({ id, name, usedRatio, forecastRatio }): AlertSeries => ({
      key: { budget: name },
      figures: { usedRatio, forecastRatio },
      count: null,
      points: () => heldUntil(toMs, points.get(id) ?? []),
    }),
  );
  return { stepSeconds: DAY_SECONDS, series };
}
