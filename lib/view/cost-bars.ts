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
};

/** Stacks what is not hidden. `limit` is a line that must fit in. */
export function toCostBars(
  chart: CostChart,
  {
    hidden,
    forecast,
    limit,
  }: {
    hidden: ReadonlySet<string>;
    forecast: CostsResponse["forecast"];
    limit: number | null;
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
  const highs = [...bars.flatMap(({ parts }) => parts.map(({ high }) => high)), limit ?? 0];
  const lows = bars.flatMap(({ parts }) => parts.map(({ low }) => low));
  const ticks = spanTicks(
    Math.min(0, ...lows),
    Math.max(0, ...highs, ...days.map(({ high }) => high)),
    5,
  );
  return { bars, ticks, forecast: days };
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
