import { type Day, dayAt, monthStartOf } from "./cost-days.ts";
import { Money, moneyText } from "./money.ts";

/**
 * What a bill can tell that happened. `anomaly`: a service cost more than expected. `budget`: a month's budget was passed.
 * `bill`: another day is billed as a whole. `correction`: days that were told before came to another amount.
 */
export const COST_HAPPENINGS = ["anomaly", "budget", "bill", "correction"] as const;
export type CostHappeningKind = (typeof COST_HAPPENINGS)[number];

/** Something that bills tell of. Days are of the bill, UTC. */
export type CostHappening = {
  id: string;
  kind: CostHappeningKind;
  /** The first day's start; of a bill when it was taken in. */
  atMs: number;
  title: string;
  status: "ok" | "warning" | "critical";
  from: Day;
  through: Day;
  /** It goes on as far as bills tell. */
  isOngoing: boolean;
  currency: string | null;
  /** Over expectation; what the month may cost; what a correction added. */
  amount: string | null;
};

/** The days on which months passed an amount for the first time; amounts are exact, by day and in order. */
export function daysPassed(days: readonly { day: Day; amount: string }[], budget: string): Day[] {
  const passed: Day[] = [];
  let month = "";
  let spent = new Money(0);
  for (const { day, amount } of days) {
    if (monthStartOf(day) !== month) [month, spent] = [monthStartOf(day), new Money(0)];
    const isOver = spent.gt(budget);
    spent = spent.plus(amount);
    const isKnown = passed.some((known) => monthStartOf(known) === month);
    if (!isOver && !isKnown && spent.gt(budget)) passed.push(day);
  }
  return passed;
}

/** An import, as far as it tells what happened. `coveredMs`: the end of its latest charge of a day or less. */
export type TakenBill = {
  source: string;
  part: string;
  finishedMs: number;
  firstDay: Day | null;
  lastDay: Day | null;
  coveredMs: number | null;
  totals: readonly {
    currency: string;
    billedCost: string | null;
    effectiveCost: string | null;
  }[];
};

const DAY_MS = 86_400_000;

/** The last day that is told as a whole when charges reach up to a moment. */
export const wholeThrough = (coveredMs: number): Day =>
  dayAt(Math.floor(coveredMs / DAY_MS) * DAY_MS - DAY_MS);

/**
 * What imports brought, in the order in which they came: days that were not whole before, and other amounts for days that
 * were. Of a source and a day of imports one of either, the last; what came again unchanged is nothing new.
 */
export function billHappenings(imports: readonly TakenBill[]): CostHappening[] {
  const reached = new Map<string, number>();
  const before = new Map<string, TakenBill>();
  const found = new Map<string, CostHappening>();
  for (const taken of imports.toSorted((a, b) => a.finishedMs - b.finishedMs)) {
    const { source, part, coveredMs } = taken;
    if (coveredMs !== null && coveredMs > (reached.get(source) ?? Number.NEGATIVE_INFINITY)) {
      const isWhole = wholeThrough(coveredMs) > wholeThrough(reached.get(source) ?? 0);
      reached.set(source, coveredMs);
      if (isWhole) put(found, completed(taken, coveredMs));
    }
    const same = JSON.stringify([source, part, taken.firstDay, taken.lastDay]);
    const known = before.get(same);
    before.set(same, taken);
    for (const change of known ? changesOf(known, taken) : []) put(found, corrected(taken, change));
  }
  return [...found.values()];
}

const put = (found: Map<string, CostHappening>, one: CostHappening): void => {
  found.set(one.id, one);
};

const completed = (
  { source, finishedMs, firstDay }: TakenBill,
  coveredMs: number,
): CostHappening => {
  const through = wholeThrough(coveredMs);
  return {
    ...{ id: `bill ${source} ${dayAt(finishedMs)}`, kind: "bill", atMs: finishedMs },
    ...{ title: `Bill ${source} is complete through ${through}`, status: "ok", isOngoing: false },
    ...{ from: firstDay ?? through, through, currency: null, amount: null },
  };
};

type Change = { currency: string; amount: string };

const corrected = (taken: TakenBill, { currency, amount }: Change): CostHappening => {
  const { source, finishedMs, firstDay, lastDay } = taken;
  const day = dayAt(finishedMs);
  return {
    ...{ id: `correction ${source} ${firstDay} ${currency} ${day}`, kind: "correction" },
    ...{ atMs: finishedMs, title: `Bill ${source} was corrected`, status: "ok", isOngoing: false },
    ...{ from: firstDay ?? day, through: lastDay ?? day, currency, amount },
  };
};

/** By how much the same days of a bill came to more or less than before, by currency. */
function changesOf(known: TakenBill, taken: TakenBill): Change[] {
  const amountOf = ({ totals }: TakenBill, currency: string) => {
    const own = totals.find((total) => total.currency === currency);
    return new Money(own?.effectiveCost ?? own?.billedCost ?? 0);
  };
  const currencies = new Set([...known.totals, ...taken.totals].map(({ currency }) => currency));
  return [...currencies].flatMap((currency) => {
    const change = amountOf(taken, currency).minus(amountOf(known, currency));
    return change.isZero() ? [] : [{ currency, amount: moneyText(change) }];
  });
}
