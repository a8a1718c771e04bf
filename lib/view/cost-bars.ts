import type { CostsResponse } from "@/lib/contract/costs.ts";
import { spanTicks } from "./axis.ts";
import type { TableRow } from "./chart-table.ts";
import type { CostChart } from "./costs.ts";

/** A part of a bar, from `low` to `high` in money. */
export type BarPart = { seriesId: string; colour: string; low: number; high: number };

/** A bucket's stack, the largest series at the bottom; what is below nothing is stacked downwards. */
export type CostBar = { start: string; isEstimated: boolean; parts: BarPart[] };

export type CostBarsModel = {
  bars: CostBar[];
  ticks: number[];
  /** Of days to come, by the place of the bar; empty: none is forecast. */
  forecast: { at: number; amount: number; low: number; high: number }[];
  /** What the days before came to, by the place of the bar; null: a gap. Empty: nothing is compared. */
  previous: (number | null)[];
};

/** Stacks what is not hidden. `limit` is a line that must fit in. */
export function toCostBars(
  chart: CostChart,
  {
    hidden,
    forecast,
    limit,
    compared = null,
    tickCount = 5,
  }: {
    hidden: ReadonlySet<string>;
    forecast: CostsResponse["forecast"];
    limit: number | null;
    compared?: CostsResponse["compared"];
    /** Lines across, at most; fewer in small drawings. */
    tickCount?: number;
  },
): CostBarsModel {
  const shown = chart.series.filter(({ id }) => !hidden.has(id));
  const bars = chart.starts.map((start, at): CostBar => {
    let [up, down] = [0, 0];
    const parts = shown.flatMap(({ id, colour, values }): BarPart[] => {
      const value = values[at] ?? null;
      if (value === null || value === 0) return [];
      const from = value > 0 ? up : down;
      const to = from + value;
      if (value > 0) up = to;
      else down = to;
      return [{ seriesId: id, colour, low: Math.min(from, to), high: Math.max(from, to) }];
    });
    return { start, isEstimated: chart.estimated[at] ?? false, parts };
  });
  const places = new Map(chart.starts.map((start, at) => [start, at]));
  const toCome = hidden.size > 0 ? [] : (forecast?.days ?? []);
  const days = toCome.flatMap(({ day, amount, low, high }) => {
    const at = places.get(day);
    return at === undefined
      ? []
      : [{ at, amount: Number(amount), low: Number(low), high: Number(high) }];
  });
  // Of everything together, so beside everything together alone.
  const previous = (hidden.size > 0 || !compared ? [] : compared.previousPoints)
    .slice(0, chart.starts.length)
    .map(({ amount }) => (amount === null ? null : Number(amount)));
  const highs = [...bars.flatMap(({ parts }) => parts.map(({ high }) => high)), limit ?? 0];
  const lows = bars.flatMap(({ parts }) => parts.map(({ low }) => low));
  const ticks = spanTicks(
    Math.min(0, ...lows),
    Math.max(
      0,
      ...highs,
      ...days.map(({ high }) => high),
      ...previous.map((amount) => amount ?? 0),
    ),
    tickCount,
  );
  return { bars, ticks, forecast: days, previous };
}

/** What is drawn, a row for each day or month, to be copied; the page's export is exact. Null: no bill tells of it. */
export const toCostTable = (chart: CostChart, bucket: "day" | "month"): TableRow[] =>
  chart.starts.map((start, at) => ({
    [bucket]: start,
    ...Object.fromEntries(chart.series.map(({ label, values }) => [label, values[at] ?? null])),
  }));

/** What the dearest day or month comes to; null: no bill tells of any. */
export function largestBar({ bars }: CostBarsModel): number | null {
  const tops = bars.flatMap(({ parts }) =>
    parts.length === 0 ? [] : parts.map(({ high }) => high),
  );
  return tops.length === 0 ? null : Math.max(...tops);
}

/** Runs of amounts without a gap, each with its place. */
export function gapless(amounts: readonly (number | null)[]): { at: number; amount: number }[][] {
  const runs: { at: number; amount: number }[][] = [[]];
  amounts.forEach((amount, at) => {
    if (amount === null) runs.push([]);
    else runs.at(-1)?.push({ at, amount });
  });
  return runs.filter((run) => run.length > 0);
}
