/** Values in time order with equal steps; null is a gap. */
export type SparkSeries = readonly (number | null)[];

export type SparkPaths = {
  line: string;
  /** The area under the line, one piece per run without gaps. */
  area: string;
  /** The newest known value; null when there is none. */
  last: { x: number; y: number } | null;
  /** Height of the limit's line; null when it lies outside. */
  limitY: number | null;
};

type Frame = { width: number; height: number; limit?: number | null };

const INSET = 2;

/** SVG paths of a sparkline whose axis starts at zero; a single value between gaps is drawn as a short dash. */
export function sparkPaths(
  values: SparkSeries,
  { width, height, limit = null }: Frame,
): SparkPaths {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, limit ?? 0);
  const yOf = (value: number) =>
    round(height - INSET - (top > 0 ? (value / top) * (height - 2 * INSET) : 0));
  const xOf = (index: number) =>
    round(values.length > 1 ? (index / (values.length - 1)) * (width - INSET) : 0);
  const runs = toRuns(values);
  const line = runs.map((run) => lineOf(run.map(([i, v]) => [xOf(i), yOf(v)]))).join("");
  const area = runs
    .map((run) =>
      areaOf(
        run.map(([i, v]) => [xOf(i), yOf(v)]),
        height,
      ),
    )
    .join("");
  const newest = runs.at(-1)?.at(-1);
  return {
    line,
    area,
    last: newest ? { x: xOf(newest[0]), y: yOf(newest[1]) } : null,
    limitY: limit !== null && limit <= top ? yOf(limit) : null,
  };
}

type Point = readonly [number, number];

function toRuns(values: SparkSeries): Point[][] {
  const runs: Point[][] = [];
  let open: Point[] | null = null;
  values.forEach((value, index) => {
    if (value === null) {
      open = null;
      return;
    }
    if (!open) {
      open = [];
      runs.push(open);
    }
    open.push([index, value]);
  });
  return runs;
}

const round = (value: number) => Math.round(value * 10) / 10;

function lineOf(points: Point[]): string {
  const [first] = points;
  if (points.length === 1 && first) return `M${first[0]} ${first[1]}h1.5`;
  return points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function areaOf(points: Point[], height: number): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return "";
  return `${lineOf(points)}L${last[0]} ${height}L${first[0]} ${height}Z`;
}
