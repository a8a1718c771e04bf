import { distinctColours } from "./series-colour.ts";
import type { Track, TrackLine } from "./track.ts";
import { type UnitFormat, writeWith } from "./unit-format.ts";

/** One line of a metric: its values belong to the buckets of the axis in order, null is a gap. */
export type MetricLine = Pick<TrackLine, "id" | "label" | "values" | "band"> & {
  /** Groups that are not drawn by themselves. */
  rest?: boolean;
  /** Everything there is, without a grouping. */
  whole?: boolean;
};

type Input = {
  title: string;
  note: string;
  lines: readonly MetricLine[];
  /** Ids of lines that were switched off; the others keep their colours. */
  hidden: readonly string[];
  unit: UnitFormat;
  /** The metric's unit as it was sent, for copied figures. */
  unitName: string;
  height: number;
};

const TICKS = 5;
const WEIGHT = 1.5;

/** The colour of each line by its id: groups by their names; the rest of the groups is grey. */
export function lineColours(lines: readonly MetricLine[]): Map<string, string> {
  const groups = lines.filter(({ rest, whole }) => !rest && !whole);
  const colours = distinctColours(groups.map(({ label }) => label));
  const colourOf = ({ label, rest, whole }: MetricLine): string =>
    rest ? "var(--text-3)" : whole ? "var(--q95)" : (colours.get(label) ?? "var(--s1)");
  return new Map(lines.map((line) => [line.id, colourOf(line)]));
}

/** Lines of one metric on one axis, which holds zero. */
export function metricTrack({ title, note, lines, hidden, unit, unitName, height }: Input): Track {
  const colours = lineColours(lines);
  const shown = lines.filter(({ id }) => !hidden.includes(id));
  return {
    id: "metric",
    title,
    note,
    kind: lines.length === 1 && !lines[0]?.band ? "area" : "lines",
    height,
    ...(unitName === "" ? {} : { unit: unitName }),
    ticks: unit.ticks(extentOf(shown), TICKS),
    lines: shown.map(({ rest, whole: _, ...line }) => ({
      ...line,
      colour: colours.get(line.id) ?? "var(--s1)",
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
