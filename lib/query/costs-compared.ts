import type { CostsResponse } from "@/lib/contract/costs.ts";
import { addDays, type DayRange } from "@/lib/domain/cost-days.ts";
import { readPool } from "@/lib/platform/db.ts";
import { type CostSum, selectCostSums } from "@/lib/store/cost-sums.ts";
import { type CostFrame, dimensionOf } from "./cost-selection.ts";

/** Sums of some days beside those of others. */
export type ComparedSums = {
  compared: NonNullable<CostsResponse["compared"]>;
  /** Of every group of either. */
  names: string[][];
  of: (names: readonly string[]) => NonNullable<CostsResponse["groups"][number]["compared"]>;
};

/** Two ranges of days by the same groups. What the days before do not tell is null, a group that they lack is 0. */
export async function compareCosts(
  frame: CostFrame,
  { now, before }: { now: DayRange; before: DayRange },
  groupBy: readonly string[],
): Promise<ComparedSums> {
  const [sums, sumsBefore] = await Promise.all(
    [now, before].map((days) => rangeSums(frame, days, groupBy)),
  );
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
    },
    names: [...(sums?.names ?? []), ...(sumsBefore?.names ?? [])],
    of,
  };
}

async function rangeSums(
  { selectionOf, chosen }: CostFrame,
  days: DayRange,
  by: readonly string[],
) {
  if (chosen === null) return null;
  const asked = { ...selectionOf(days), ...chosen, granularity: "month" } as const;
  const [groups, whole] = await Promise.all([
    selectCostSums(readPool(), { ...asked, groupBy: by.map(dimensionOf) }),
    selectCostSums(readPool(), { ...asked, groupBy: [] }),
  ]);
  const ofRange = (sums: readonly CostSum[]) => sums.filter(({ start }) => start === null);
  const byName = new Map(ofRange(groups).map((sum) => [JSON.stringify(sum.names), sum.amount]));
  return {
    whole: ofRange(whole)[0]?.amount ?? null,
    names: ofRange(groups).map(({ names }) => names),
    of: (names: readonly string[]) => byName.get(JSON.stringify(names)) ?? null,
  };
}
