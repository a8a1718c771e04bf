import { metricTrack } from "./metric-track.ts";
import { restLabel, restNote, topSeries } from "./top-series.ts";
import type { Track } from "./track.ts";
import { unitFormat } from "./unit-format.ts";

/** Lines of a chart that are drawn by themselves. */
export const MOST_LINES = 8;
const HEIGHT = 140;

/** One thing's course, null where it is not known. `whole`: of everything there is, drawn in the main colour. */
export type ConcernLine = {
  id: string;
  label: string;
  values: readonly (number | null)[];
  whole?: boolean;
};

type Input = {
  id: string;
  title: string;
  note?: string;
  /** By importance: the first eight are drawn. */
  lines: readonly ConcernLine[];
  /** How many more there are, of which only that is known; and they and all others beyond the eight added up. */
  more?: number;
  restValues?: readonly (number | null)[] | undefined;
  /** UCUM: "ms", "By", "{request}/s", "1"; `ratio` writes 0 to 1 as per cent. */
  unit: string;
  ratio?: boolean;
  /** Whether what is not drawn by itself may be added up. */
  addsUp: boolean;
  /** `label` stands on the axis and must be short; `name` before it in the heading. */
  limit?: { value: number; label: string; name?: string };
  height?: number;
};

/** A chart of a concern: at most eight lines, the rest added up where that means something. */
export function concernTrack(input: Input): Track {
  const { id, title, note = "", lines, unit, addsUp, limit, height = HEIGHT } = input;
  const drawn = topSeries(lines, { most: MOST_LINES, valuesOf: (line) => line.values, addsUp });
  const { more = 0, restValues = drawn.restValues } = input;
  const restCount = drawn.restCount + more;
  const top = { ...drawn, restCount, restValues: restCount > 0 && addsUp ? restValues : null };
  const rest =
    top.restValues === null
      ? []
      : [{ id: "rest", label: restLabel(top.restCount), values: top.restValues, rest: true }];
  const track = metricTrack({
    title,
    note: [note, restNote(top)].filter(Boolean).join("; "),
    lines: [...top.drawn, ...rest],
    hidden: [],
    unit: unitFormat(unit, input.ratio ? "ratio" : ""),
    unitName: input.ratio ? "ratio" : unit,
    height,
  });
  return { ...track, id, ...(limit ? { limit: { name: "", ...limit } } : {}) };
}
