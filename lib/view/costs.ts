import type { CostsResponse } from "@/lib/contract/costs.ts";
import { changeText } from "./change.ts";
import { distinctColours } from "./series-colour.ts";

/** By what the page may group; a tag is `tag:NAME`. */
export const COST_GROUPINGS = [
  { value: "service", label: "Service" },
  { value: "account", label: "Account" },
  { value: "region", label: "Region" },
  { value: "category", label: "Category" },
  { value: "chargeCategory", label: "Charge" },
  { value: "pricingCategory", label: "Pricing" },
] as const;

/** Charges that a switch can leave out; what else there is, is usage. */
export const SWITCHABLE_CHARGES = ["Credit", "Tax", "Purchase", "Adjustment"] as const;

/** Series drawn by themselves; the others are added up. */
const MOST_SERIES = 7;
const OTHERS = "others";

/** One series of the chart and row of its table; amounts for drawing, `total` exact. */
export type CostSeries = {
  id: string;
  label: string;
  colour: string;
  /** Null: no bill tells of that bucket. */
  values: (number | null)[];
  total: string;
  /** Of the days that are compared; null: nothing to compare with. */
  change: { text: string; isMore: boolean; difference: number } | null;
};

export type CostChart = {
  starts: string[];
  estimated: boolean[];
  series: CostSeries[];
};

const labelOf = (key: Record<string, string>, by: string): string =>
  Object.values(key)[0] || `no ${by.replace(/^tag:/, "tag ")}`;

function changeOf(compared: CostsResponse["groups"][number]["compared"]): CostSeries["change"] {
  if (!compared || compared.previousAmount === null) return null;
  const [now, before] = [Number(compared.amount), Number(compared.previousAmount)];
  if (now === before) return { text: "0\u00a0%", isMore: false, difference: 0 };
  const text = before === 0 ? "new" : (changeText({ now, before }) ?? "–");
  return { text, isMore: now > before, difference: now - before };
}

/** Groups as series, the largest first; beyond seven they are added up as others. */
export function toCostChart(answer: CostsResponse, by: string): CostChart {
  const [first] = answer.groups;
  const all = answer.groups.map((group) => ({
    id: JSON.stringify(group.key),
    label: labelOf(group.key, by),
    values: group.points.map(({ amount }) => (amount === null ? null : Number(amount))),
    total: group.total,
    change: changeOf(group.compared),
  }));
  const shown = all.length > MOST_SERIES + 1 ? all.slice(0, MOST_SERIES) : all;
  const rest = all.slice(shown.length);
  const colours = distinctColours(shown.map(({ label }) => label));
  const series = shown.map((one) => ({ ...one, colour: colours.get(one.label) ?? "var(--s8)" }));
  const others: CostSeries[] =
    rest.length === 0
      ? []
      : [
          {
            ...{ id: OTHERS, label: `${rest.length} others`, colour: "var(--unknown-fill)" },
            values: (first?.points ?? []).map((_, at) => sumAt(rest, at)),
            total: String(rest.reduce((sum, { total }) => sum + Number(total), 0)),
            change: sumOfChanges(answer.groups.slice(shown.length)),
          },
        ];
  return {
    starts: (first?.points ?? []).map(({ day }) => day),
    estimated: (first?.points ?? []).map(({ estimated }) => estimated),
    series: [...series, ...others],
  };
}

/** The change of several groups together; null: nothing to compare with. */
function sumOfChanges(groups: CostsResponse["groups"]): CostSeries["change"] {
  let [amount, previousAmount] = [0, 0];
  for (const { compared } of groups) {
    if (!compared || compared.previousAmount === null) return null;
    amount += Number(compared.amount);
    previousAmount += Number(compared.previousAmount);
  }
  return changeOf({ amount: String(amount), previousAmount: String(previousAmount) });
}

function sumAt(series: readonly { values: (number | null)[] }[], at: number): number | null {
  const known = series.flatMap(({ values }) => values[at] ?? []);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** A change that is less than this share of the largest is not worth a line. */
const LEAST_SHARE = 0.01;

/** What changed most against the days before, in money, whichever way. */
export function topMovers(answer: CostsResponse, by: string, most: number) {
  const movers = answer.groups
    .flatMap((group) => {
      const change = changeOf(group.compared);
      const amount = group.compared?.amount ?? null;
      const before = group.compared?.previousAmount ?? null;
      return change && change.difference !== 0
        ? [{ id: JSON.stringify(group.key), label: labelOf(group.key, by), amount, before, change }]
        : [];
    })
    .sort((a, b) => Math.abs(b.change.difference) - Math.abs(a.change.difference));
  const least = LEAST_SHARE * Math.abs(movers[0]?.change.difference ?? 0);
  return movers.filter(({ change }) => Math.abs(change.difference) >= least).slice(0, most);
}
