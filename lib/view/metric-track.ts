import { distinctColours } from "./series-colour.ts";
import type { Track, TrackLine } from "./track.ts";
import { type UnitFormat, writeWith } from "./unit-format.ts";

/** One line of a metric: its values belong to the buckets of the axis in order, null is a gap. */
export type MetricLine = Pick<TrackLine, "id" | "label" | "values" | "band"> & {
  /** Groups that are not drawn by themselves. */
  rest?: boolean;
};

type Input = {
  title: string;
  note: string;
  lines: readonly MetricLine[];
  unit: UnitFormat;
  /** The metric's unit as it was sent, for copied figures. */
  unitName: string;
  height: number;
};

const TICKS = 5;
const WEIGHT = 1.5;

/** Lines of one metric on one axis, which holds zero. Each group keeps its colour; the rest of the groups is grey. */
export function metricTrack({ title, note, lines, unit, unitName, height }: Input): Track {
  const { min, max } = extentOf(lines);
  const colours = distinctColours(lines.filter((line) => !line.rest).map((line) => line.label));
  return {
    id: "metric",
    title,
    note,
    kind: lines.length === 1 ? "area" : "lines",
    height,
    ...(unitName === "" ? {} : { unit: unitName }),
    ticks: unit.ticks({ min, max }, TICKS),
    lines: lines.map(({ rest, ...line }) => ({
      ...line,
      colour: rest ? "var(--text-3)" : (colours.get(line.label) ?? "var(--s1)"),
      weight: WEIGHT,
      ...(rest ? { dotted: true } : {}),
    })),
    write: writeWith(unit),
  };
}

/** From zero, or what lies below it, to the highest value or end of a band. */
function extentOf(lines: readonly MetricLine[]): { min: number; max: number } {
  let min = 0;
  let max = 0;
  const widen = (value: number | null | undefined) => {
    if (value === null || value === undefined) return;
    if (value < min) min = value;
    if (value > max) max = value;
  };
  for (const line of lines) {
    for (const value of line.values) widen(value);
    for (const band of line.band ?? []) band?.forEach(widen);
  }
  return { min, max };
}
