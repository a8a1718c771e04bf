import type { CostsResponse } from "@/lib/contract/costs.ts";
import { findAnomalies } from "@/lib/domain/cost-anomalies.ts";
import {
  addDays,
  type Day,
  type DayRange,
  daysOf,
  earlierOf,
  monthStartOf,
} from "@/lib/domain/cost-days.ts";
import { FORECAST_LEVEL, forecastMonth } from "@/lib/domain/cost-forecast.ts";
import { chooseForecast, testForecast } from "@/lib/domain/cost-forecast-trial.ts";
import { estimateText, type Money, moneyText, sumMoney } from "@/lib/domain/money.ts";
import { type DayCost, known, median } from "@/lib/domain/weekday-model.ts";
import { readPool } from "@/lib/platform/db.ts";
import { type CostSum, selectCostSums } from "@/lib/store/cost-sums.ts";
import type { CostFrame } from "./cost-selection.ts";

/** Half a year of days: weekdays are learnt from it, and months of it are held back. */
const HISTORY_DAYS = 185;
/** Of a range that lies further back: what was usual before it. */
const BEFORE_DAYS = 84;

/** What is to come and what is out of the ordinary, from whole days before; of ranges that tell of them. */
export type CostOutlook = Pick<CostsResponse, "forecast" | "anomalies">;

const NOTHING: CostOutlook = { forecast: null, anomalies: [] };

/**
 * The forecast of the month being billed, if the range touches it, and the anomalies of the range: of usage, since taxes,
 * fees and credits come when they come.
 */
export async function costOutlook(frame: CostFrame, range: DayRange): Promise<CostOutlook> {
  const { chosen, completeThrough } = frame;
  if (chosen === null || completeThrough === null) return NOTHING;
  const end = addDays(completeThrough, 1);
  const recent = addDays(end, -HISTORY_DAYS);
  const days = { from: earlierOf(recent, addDays(range.from, -BEFORE_DAYS)), to: end };
  const sums = await selectCostSums(readPool(), {
    ...{
      ...frame.selectionOf(days),
      ...chosen,
      granularity: "day",
      groupBy: ["service", "chargeCategory"],
    },
  });
  const usage = sums.filter(({ names }) => names[1] === "Usage");
  const byService = groupedBy(usage, ({ names }) => names[0] ?? "");
  const byDay = groupedBy(sums, ({ start }) => start);
  const [first] = [...byDay.keys()].filter((day) => day !== null).sort();
  if (first === undefined) return NOTHING;
  const told = daysOf(first, end);
  const amounts = told.map((day): DayAmount => {
    const own = byDay.get(day);
    return { day, amount: own ? sumMoney(own.map(({ amount }) => amount)) : null };
  });
  return {
    forecast: forecastOf(
      amounts.filter(({ day }) => day >= recent),
      range,
      completeThrough,
    ),
    anomalies: anomaliesOf({ byService, told, amounts, range }),
  };
}

/** The exact sum of a day; null: no line tells of it. */
type DayAmount = { day: Day; amount: Money | null };

function groupedBy<Key>(sums: readonly CostSum[], keyOf: (sum: CostSum) => Key) {
  const groups = new Map<Key, CostSum[]>();
  for (const sum of sums) {
    const own = groups.get(keyOf(sum));
    if (own) own.push(sum);
    else groups.set(keyOf(sum), [sum]);
  }
  return groups;
}

const toDayCost = ({ day, amount }: DayAmount): DayCost => ({
  day,
  cost: amount === null ? null : amount.toNumber(),
});

function forecastOf(
  amounts: readonly DayAmount[],
  range: DayRange,
  through: Day,
): CostsResponse["forecast"] {
  const month = monthStartOf(through);
  if (range.from > through || range.to <= month) return null;
  const history = amounts.map(toDayCost);
  const found = forecastMonth(history, addDays(through, 1), chooseForecast(history));
  if (found === null || found.month !== month) return null;
  const spent = sumMoney(amounts.flatMap(({ day, amount }) => (day >= month && amount) || []));
  const ending = (rest: number) => moneyText(spent.plus(estimateText(rest)));
  return {
    ...{ month, through, spent: moneyText(spent), level: FORECAST_LEVEL },
    total: ending(found.restCost),
    low: ending(found.restLow),
    high: ending(found.restHigh),
    ...{ model: found.model, basedOnDays: found.basedOnDays },
    days: found.rest.map(({ day, cost, low, high }) => ({
      day,
      amount: estimateText(cost),
      low: estimateText(low),
      high: estimateText(high),
    })),
    trial: testForecast(history),
  };
}

type Told = {
  byService: ReadonlyMap<string, readonly CostSum[]>;
  told: readonly Day[];
  amounts: readonly DayAmount[];
  range: DayRange;
};

function anomaliesOf({ byService, told, amounts, range }: Told): CostsResponse["anomalies"] {
  const usualTotal = median(known(amounts.map(toDayCost))) ?? 0;
  const last = told.at(-1);
  const isTold = new Map(amounts.map(({ day, amount }) => [day, amount !== null]));
  return [...byService]
    .flatMap(([service, sums]) => {
      const costs = new Map(sums.map(({ start, amount }) => [start, Number(amount)]));
      const days = told.map((day) => ({
        day,
        cost: costs.get(day) ?? (isTold.get(day) ? 0 : null),
      }));
      return findAnomalies(days, usualTotal).map((found) => ({ service, ...found }));
    })
    .filter(({ from, to }) => to >= range.from && from < range.to)
    .sort((a, b) => b.over - a.over)
    .map(({ cost, expected, over, ...place }) => ({
      ...place,
      amount: estimateText(cost),
      expected: estimateText(expected),
      over: estimateText(over),
      isOngoing: place.to === last,
    }));
}
