import type { CostsParams, CostsResponse } from "@/lib/contract/costs.ts";
import { ParameterError, parseInstant } from "@/lib/contract/time.ts";
import { COST_METRICS, type CostMetric } from "@/lib/domain/costs.ts";
import { readPool } from "@/lib/platform/db.ts";
import { selectCovered } from "@/lib/store/cost-imports.ts";
import {
  type CostDimension,
  type CostSelection,
  type CostSum,
  perThousand,
  selectBases,
  selectCostSums,
  selectCurrencies,
} from "@/lib/store/cost-sums.ts";
import { requestTotals } from "./request-things.ts";

const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What was billed in a range of whole days, UTC. Throws `ParameterError`. */
export async function queryCosts(params: CostsParams, nowMs: number): Promise<CostsResponse> {
  const range = wholeDays(params, nowMs);
  const everything = selectionOf(params, range);
  const bases = await selectBases(readPool(), everything);
  const basis = params.basis ?? bases[0] ?? null;
  const selection = basis === null ? everything : { ...everything, basis };
  const [currencies, covered] = await Promise.all([
    selectCurrencies(readPool(), selection),
    selectCovered(readPool(), basis ?? "bill"),
  ]);
  const chosen = currencies.find(({ currency }) => currency === (params.currency ?? currency));
  const metric = metricOf(params.metric, chosen?.metrics ?? []);
  const completeThrough = covered.length === 0 ? null : lastWholeDay(Math.min(...covered));
  const frame = {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    granularity: params.granularity,
    otherCurrencies: currencies
      .map(({ currency }) => currency)
      .filter((it) => it !== chosen?.currency),
    basis,
    otherBases: bases.filter((it) => it !== basis),
    completeThrough,
  };
  if (!chosen || !metric) {
    const currency = chosen?.currency ?? null;
    return { ...frame, currency, metric: null, total: null, groups: [], unitCost: null };
  }
  const groupBy = params.groupBy.map(dimensionOf);
  const { currency } = chosen;
  const asked = { ...selection, currency, metric, granularity: params.granularity };
  const [sums, whole] = await Promise.all([
    selectCostSums(readPool(), { ...asked, groupBy }),
    selectCostSums(readPool(), { ...asked, groupBy: [] }),
  ]);
  const reported = new Map(whole.map((sum) => [sum.start, sum]));
  const total = reported.get(null)?.amount ?? "0";
  return {
    ...frame,
    currency,
    metric,
    total,
    groups: groupsOf(sums, { names: params.groupBy, starts: startsOf(params, range), reported }),
    unitCost: await unitCostOf(total, range, nowMs),
  };
}

/** The amount that was asked for, else the first that there is, in the order of `COST_METRICS`. */
const metricOf = (asked: CostMetric | undefined, known: readonly CostMetric[]): CostMetric | null =>
  asked ?? COST_METRICS.find((metric) => known.includes(metric)) ?? null;

type Days = { fromMs: number; toMs: number };

/** Every day that the range touches: a bill knows no parts of days. */
function wholeDays({ from, to }: CostsParams, nowMs: number): Days {
  const fromMs = parseInstant(from, nowMs);
  const toMs = parseInstant(to, nowMs);
  const hint = "use a day such as 2026-01-31, ISO 8601, or now-30d";
  if (fromMs === null) throw new ParameterError("from", `"${from}" is not a time: ${hint}`);
  if (toMs === null) throw new ParameterError("to", `"${to}" is not a time: ${hint}`);
  if (fromMs >= toMs) throw new ParameterError("from", "from must be before to");
  if (toMs - fromMs > 3_700 * DAY_MS) {
    throw new ParameterError("from", "the range is longer than ten years: choose a later from");
  }
  return {
    fromMs: Math.floor(fromMs / DAY_MS) * DAY_MS,
    toMs: Math.ceil(toMs / DAY_MS) * DAY_MS,
  };
}

const dimensionOf = (name: string): CostDimension =>
  name.startsWith("tag:") ? { tag: name.slice(4) } : (name as Exclude<CostDimension, object>);

const selectionOf = (params: CostsParams, { fromMs, toMs }: Days): CostSelection => ({
  fromDay: dayOf(fromMs),
  toDay: dayOf(toMs),
  filters: (
    ["service", "account", "region", "category", "chargeCategory", "provider", "source"] as const
  ).map((dimension) => ({ dimension, values: params[dimension] })),
});

/** The first day of each bucket of the range. */
function startsOf({ granularity }: CostsParams, { fromMs, toMs }: Days): string[] {
  const starts: string[] = [];
  for (let ms = fromMs; ms < toMs; ms += DAY_MS) {
    const day = dayOf(ms);
    const start = granularity === "month" ? `${day.slice(0, 7)}-01` : day;
    if (starts.at(-1) !== start) starts.push(start);
  }
  return starts;
}

type Frame = {
  names: readonly string[];
  starts: readonly string[];
  /** The sums of everything, by bucket: in those the source has told something. */
  reported: ReadonlyMap<string | null, CostSum>;
};

/** Groups by their total, the largest first. */
function groupsOf(sums: readonly CostSum[], frame: Frame): CostsResponse["groups"] {
  const byName = new Map<string, { names: string[]; total: string; sums: Map<string, CostSum> }>();
  for (const sum of sums) {
    const text = JSON.stringify(sum.names);
    const group = byName.get(text) ?? { names: sum.names, total: "0", sums: new Map() };
    byName.set(text, group);
    if (sum.start === null) group.total = sum.amount;
    else group.sums.set(sum.start, sum);
  }
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
    }));
}

const lastWholeDay = (coveredMs: number): string =>
  dayOf(Math.floor(coveredMs / DAY_MS) * DAY_MS - 1);

/** What 1,000 requests of the same days cost; null: no request was counted in them. */
async function unitCostOf(
  total: string,
  { fromMs, toMs }: Days,
  nowMs: number,
): Promise<CostsResponse["unitCost"]> {
  const pastMs = Math.min(toMs, nowMs);
  if (fromMs >= pastMs) return null;
  const [whole] = await requestTotals({ filters: {}, groupBy: [], fromMs, toMs: pastMs }, nowMs);
  const requestCount = whole?.count ?? 0;
  if (requestCount === 0) return null;
  const perThousandRequests = await perThousand(readPool(), total, requestCount);
  return { perThousandRequests, requestCount };
}
