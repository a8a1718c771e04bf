import {
  addDistribution,
  type Distribution,
  emptyDistribution,
} from "@/lib/aggregate/distribution.ts";
import type { HistogramFigures } from "@/lib/aggregate/histogram-slots.ts";
import { RankedValues } from "@/lib/aggregate/metric-quantile.ts";
import type { LensLine } from "./lens-line.ts";

type Line<Measure extends string> = LensLine<string, Measure>;

/** Lines by their measure: each bucket asks for all measures, and most lines are of another. */
export function linesByMeasure<Measure extends string, Of extends { measure: Measure }>(
  lines: readonly (Of & { measure: Measure })[],
): (measure: Measure) => readonly Of[] {
  const found = new Map<Measure, Of[]>();
  for (const line of lines) {
    const known = found.get(line.measure);
    if (known) known.push(line);
    else found.set(line.measure, [line]);
  }
  return (measure) => found.get(measure) ?? [];
}

/** The increase of counters of a measure in a bucket. */
export const increaseOf = <Measure extends string>(
  lines: readonly Line<Measure>[],
  measure: Measure,
  slot: number,
): number | null => {
  let sum: number | null = null;
  for (const line of lines) {
    if (line.measure === measure && line.kind === "counter") sum = plus(sum, line.counts[slot]);
  }
  return sum;
};

/** A sum with another value, where that is known. */
const plus = (sum: number | null, value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? sum : (sum ?? 0) + value;

/** Gauges of a measure in a bucket, added up: the newest values, or the highest. */
export const levelOf = <Measure extends string>(
  lines: readonly Line<Measure>[],
  measure: Measure,
  { slot, take = "lasts" }: { slot: number; take?: "lasts" | "maxs" },
): number | null => {
  let sum: number | null = null;
  for (const line of lines) {
    if (line.measure === measure && line.kind === "gauge") sum = plus(sum, line[take][slot]);
  }
  return sum;
};

/** The newest level that is known, gauges added up bucket by bucket. */
export function newestLevelOf<Measure extends string>(
  lines: readonly Line<Measure>[],
  measure: Measure,
  points: number,
): number | null {
  for (let slot = points - 1; slot >= 0; slot--) {
    const level = levelOf(lines, measure, { slot });
    if (level !== null) return level;
  }
  return null;
}

/** What histograms of some measures tell of a bucket, in the measures' unit. */
export type Durations = {
  count: number;
  sum: number | null;
  max: number | null;
  quantile: (q: number) => number | null;
};

/** Histograms of these measures together; null: none reported. Without common buckets there are no quantiles. */
export function durationsOf<Measure extends string>(
  lines: readonly Line<Measure>[],
  measures: readonly Measure[],
  slot: number,
): Durations | null {
  const cells = cellsOf(lines, measures, slot);
  if (cells.length === 0) return null;
  const told = cells.filter(({ cell }) => cell.count !== 0);
  const bounds = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  let count = 0;
  let sum = 0;
  for (const { cell, factor } of told) {
    count += cell.count;
    sum += cell.sum * factor;
    // What is not known of one is not known of all: of NaN the least and the greatest are NaN.
    bounds.min = Math.min(bounds.min, cell.min);
    bounds.max = Math.max(bounds.max, cell.max);
  }
  const factor = told[0]?.factor ?? 1;
  const isOne = told.every((one) => one.factor === factor);
  let ranked: RankedValues | null = null;
  const quantileOf = (q: number) => {
    const [first, ...others] = told;
    if (first && others.length === 0) return first.cell.quantile(q);
    ranked ??= new RankedValues(mergedOf(told), bounds);
    return ranked.quantile(q);
  };
  const known = (value: number | undefined) =>
    value !== undefined && Number.isFinite(value) ? value : null;
  const scaled = (value: number | undefined) => {
    const finite = known(value);
    return finite === null ? null : finite * factor;
  };
  return {
    count,
    sum: known(sum),
    max: isOne ? scaled(bounds.max) : null,
    quantile: (q) =>
      isOne && told.length > 0 ? scaled(quantileOf(q)?.estimate) : scaled(undefined),
  };
}

type Told = { cell: HistogramFigures; factor: number };

function cellsOf<Measure extends string>(
  lines: readonly Line<Measure>[],
  measures: readonly Measure[],
  slot: number,
): Told[] {
  const found: Told[] = [];
  for (const line of lines) {
    if (line.kind !== "histogram" || !measures.includes(line.measure)) continue;
    const cell = line.cells.get(slot);
    if (cell) found.push({ cell, factor: line.factor });
  }
  return found;
}

function mergedOf(told: readonly Told[]): Distribution {
  const merged = emptyDistribution();
  for (const { cell } of told) addDistribution(merged, cell.distribution);
  return merged;
}
