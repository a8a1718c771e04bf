import type { CostsResponse } from "@/lib/contract/costs.ts";
import { addDays, type Day, type DayRange } from "@/lib/domain/cost-days.ts";
import { readPool } from "@/lib/platform/db.ts";
import { type CostSum, selectCostSums } from "@/lib/store/cost-sums.ts";
import { type CostFrame, dimensionOf, startsOf } from "./cost-selection.ts";

/** Sums of some days beside those of others. */
export type ComparedSums = {
  compared: NonNullable<CostsResponse["compared"]>;
  /** Of every group of either. */
  names: string[][];
  of: (names: readonly string[]) => NonNullable<CostsResponse["groups"][number]["compared"]>;
};

type Compared = { now: DayRange; before: DayRange; granularity: "day" | "month" };

/** Two ranges of days by the same groups. What the days before do not tell is null, a group that they lack is 0. */
export async function compareCosts(
  frame: CostFrame,
  { now, before, granularity }: Compared,
  groupBy: readonly string[],
): Promise<ComparedSums> {
  const [sums, sumsBefore] = await Promise.all([
    rangeSums(frame, { days: now, granularity: "month" }, groupBy),
    rangeSums(frame, { days: before, granularity }, groupBy),
  ]);
  const isTold = (sumsBefore?.whole ?? null) !== null;
  const of: ComparedSums["of"] = (names) => ({
    amount: sums?.of(names) ?? "0",
    previousAmount: isTold ? (sumsBefore?.of(names) ?? "0") : null,
  });
  return {
    compared: {
      ...{ from: now.from, through: addDays(now.to, -1), total: sums?.whole ?? "0" },
      ...{ previousFrom: before.from, previousThrough: addDays(before.to, -1) },
      previousTotal: sumsBefore?.whole ?? null,
      previousPoints: startsOf(granularity, before).map((day) => ({
        ...{ day, amount: sumsBefore?.at(day) ?? null },
      })),
    },
    names: [...(sums?.names ?? []), ...(sumsBefore?.names ?? [])],
    of,
  };
}

async function rangeSums(
  { selectionOf, chosen, conversion }: CostFrame,
  { days, granularity }: { days: DayRange; granularity: "day" | "month" },
  by: readonly string[],
) {
  if (chosen === null) return null;
  // Days of which no rate tells would make a range look cheaper than it was.
  if (conversion?.coveredFrom && days.from < conversion.coveredFrom) return null;
  const asked = { ...selectionOf(days), ...chosen, granularity } as const;
  const [groups, whole] = await Promise.all([
    selectCostSums(readPool(), { ...asked, groupBy: by.map(dimensionOf) }),
    selectCostSums(readPool(), { ...asked, groupBy: [] }),
  ]);
  const ofRange = (sums: readonly CostSum[]) => sums.filter(({ start }) => start === null);
  const byName = new Map(ofRange(groups).map((sum) => [JSON.stringify(sum.names), sum.amount]));
  const byStart = new Map(whole.map(({ start, amount }) => [start, amount]));
  return {
    whole: ofRange(whole)[0]?.amount ?? null,
    at: (start: Day) => byStart.get(start) ?? null,
    names: ofRange(groups).map(({ names }) => names),
    of: (names: readonly string[]) => byName.get(JSON.stringify(names)) ?? null,
  };
}
