import type { CostsParams, CostsResponse } from "@/lib/contract/costs.ts";
import type { ConversionPlan } from "@/lib/domain/cost-conversion.ts";
import { type Day, type DayRange, dayStartMs, rangeBefore } from "@/lib/domain/cost-days.ts";
import { moneyText, sumMoney, UNIT_DIGITS } from "@/lib/domain/money.ts";
import { readPool } from "@/lib/platform/db.ts";
import { selectReconciliation } from "@/lib/store/cost-reconciliation.ts";
import { type CostSum, selectCostSums } from "@/lib/store/cost-sums.ts";
import { costOutlook } from "./cost-outlook.ts";
import {
  type CostFrame,
  completeDays,
  costFrame,
  dimensionOf,
  startsOf,
  wholeDays,
} from "./cost-selection.ts";
import { type ComparedSums, compareCosts } from "./costs-compared.ts";
import { serviceWork } from "./service-work.ts";

/** What was billed in a range of whole days, UTC. Throws `ParameterError`. */
export async function queryCosts(params: CostsParams, nowMs: number): Promise<CostsResponse> {
  const range = wholeDays(params, nowMs);
  const frame = await costFrame(params, range);
  const { chosen, basis, otherBases, otherCurrencies, completeThrough } = frame;
  const conversion = frame.conversion && conversionAnswer(frame.conversion);
  const told = {
    from: new Date(dayStartMs(range.from)).toISOString(),
    to: new Date(dayStartMs(range.to)).toISOString(),
    granularity: params.granularity,
    ...{ otherCurrencies, conversion, basis, otherBases, completeThrough },
  };
  if (chosen === null) {
    return {
      ...{ ...told, currency: null, metric: null, total: null, groups: [], unitCost: null },
      ...{ compared: null, forecast: null, anomalies: [], reconciliation: [] },
    };
  }
  const asked = { ...frame.selectionOf(range), ...chosen, granularity: params.granularity };
  const groupBy = params.groupBy.map(dimensionOf);
  const [sums, whole, compared, outlook, reconciliation] = await Promise.all([
    selectCostSums(readPool(), { ...asked, groupBy }),
    selectCostSums(readPool(), { ...asked, groupBy: [] }),
    params.compare === "previous" ? compareRange(frame, range, params) : null,
    costOutlook(frame, range),
    selectReconciliation(readPool(), asked),
  ]);
  const reported = new Map(whole.map((sum) => [sum.start, sum]));
  const total = reported.get(null)?.amount ?? "0";
  const starts = startsOf(params.granularity, range);
  return {
    ...{ ...told, ...chosen, total, ...outlook, reconciliation },
    groups: groupsOf(sums, { names: params.groupBy, starts, reported, compared }),
    compared: compared?.compared ?? null,
    unitCost: await unitCostOf(frame, range, nowMs),
  };
}

const conversionAnswer = ({ to, rates, leftOut }: ConversionPlan) => ({ to, rates, leftOut });

/** The whole days of the range beside those before; null: no day is whole. */
async function compareRange(
  frame: CostFrame,
  range: DayRange,
  { groupBy, granularity }: Pick<CostsParams, "groupBy" | "granularity">,
): Promise<ComparedSums | null> {
  const now = completeDays(range, frame.completeThrough);
  return now && compareCosts(frame, { now, before: rangeBefore(now), granularity }, groupBy);
}

type Frame = {
  names: readonly string[];
  starts: readonly Day[];
  /** The sums of everything, by bucket: in those the source has told something. */
  reported: ReadonlyMap<string | null, CostSum>;
  compared: ComparedSums | null;
};

/** Groups by their total, the largest first; also those that only the days before had. */
function groupsOf(sums: readonly CostSum[], frame: Frame): CostsResponse["groups"] {
  const { compared } = frame;
  const byName = new Map<string, { names: string[]; total: string; sums: Map<string, CostSum> }>();
  const groupOf = (names: string[]) => {
    const text = JSON.stringify(names);
    const group = byName.get(text) ?? { names, total: "0", sums: new Map() };
    byName.set(text, group);
    return group;
  };
  for (const sum of sums) {
    const group = groupOf(sum.names);
    if (sum.start === null) group.total = sum.amount;
    else group.sums.set(sum.start, sum);
  }
  for (const names of compared?.names ?? []) groupOf(names);
  return [...byName.values()]
    .sort((a, b) => Number(b.total) - Number(a.total))
    .map((group) => ({
      key: Object.fromEntries(frame.names.map((name, place) => [name, group.names[place] ?? ""])),
      total: group.total,
      points: frame.starts.map((day) => ({
        day,
        amount: group.sums.get(day)?.amount ?? (frame.reported.has(day) ? "0" : null),
        estimated: frame.reported.get(day)?.estimated ?? false,
      })),
      ...(compared && { compared: compared.of(group.names) }),
    }));
}

/** What 1,000 requests cost on the days of which both a bill and requests tell; null: there is no such day. */
async function unitCostOf(
  frame: CostFrame,
  range: DayRange,
  nowMs: number,
): Promise<CostsResponse["unitCost"]> {
  if (frame.chosen === null) return null;
  const [sums, work] = await Promise.all([
    selectCostSums(readPool(), {
      ...{ ...frame.selectionOf(range), ...frame.chosen, granularity: "day", groupBy: [] },
    }),
    serviceWork(range, nowMs),
  ]);
  const counts = new Map<Day, number>();
  for (const { byDay } of work) {
    for (const [day, { requestCount }] of byDay)
      counts.set(day, (counts.get(day) ?? 0) + requestCount);
  }
  const both = sums.flatMap(({ start, amount }) => {
    const requestCount = start === null ? 0 : (counts.get(start) ?? 0);
    return requestCount > 0 ? [{ amount, requestCount }] : [];
  });
  if (both.length === 0) return null;
  const requestCount = both.reduce((sum, one) => sum + one.requestCount, 0);
  const each = sumMoney(both.map(({ amount }) => amount))
    .times(1_000)
    .div(requestCount);
  return {
    perThousandRequests: moneyText(each.toDecimalPlaces(UNIT_DIGITS)),
    ...{ requestCount, dayCount: both.length },
  };
}
