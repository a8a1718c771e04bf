import type { MetricGroup, MetricQueryResponse } from "@/lib/contract/metrics.ts";
import { hashOf } from "./series-colour.ts";
import { summaryOf, type TrackTimes } from "./track.ts";

/** One group of an answer: a line of the chart and a row of its table. Figures are in the answer's unit. */
export type MetricRow = {
  id: string;
  /** Its values of what was grouped by. */
  label: string;
  key: Readonly<Record<string, string>>;
  /** Of complete buckets; null: nothing known. */
  last: number | null;
  mean: number | null;
  max: number | null;
  /** The same aggregation over the whole range. */
  total: number | null;
  values: readonly (number | null)[];
  band: readonly (readonly [number, number] | null)[] | null;
};

const NOT_SET = "(not set)";
/** They come with the service's name and are said only where names are not enough. */
const COMPANIONS = ["namespace", "environment"];

/** What a group is called: its values in the order that was asked for; the whole metric without a grouping. */
function labelOf(group: MetricGroup, answer: MetricQueryResponse, groupBy: readonly string[]) {
  const asked = new Set(groupBy);
  const others = Object.keys(group.key).filter(
    (name) => !asked.has(name) && !(asked.has("service") && COMPANIONS.includes(name)),
  );
  const names = [...groupBy, ...others];
  if (names.length === 0) return answer.formula ?? answer.agg ?? answer.name;
  return names.map((name) => group.key[name] || NOT_SET).join(" · ");
}

/** Services of one name in several environments or namespaces say which they are. */
function companionsOf(group: MetricGroup): string {
  const known = COMPANIONS.map((name) => group.key[name]).filter(Boolean);
  return known.length === 0 ? "" : ` (${known.join(", ")})`;
}

const bandOf = ({ points }: MetricGroup): MetricRow["band"] =>
  points.some((point) => typeof point.low === "number" && point.high !== point.low)
    ? points.map(({ low, high }): readonly [number, number] | null =>
        typeof low === "number" && typeof high === "number" ? [low, high] : null,
      )
    : null;

/** Rows of an answer in its own order: the largest totals first. */
export function toMetricRows(
  answer: MetricQueryResponse,
  groupBy: readonly string[],
  times: TrackTimes,
): MetricRow[] {
  const labels = answer.groups.map((group) => labelOf(group, answer, groupBy));
  const repeated = new Set(labels.filter((label, index) => labels.indexOf(label) !== index));
  return answer.groups.map((group, index) => {
    const plain = labels[index] ?? "";
    const label = repeated.has(plain) ? `${plain}${companionsOf(group)}` : plain;
    const values = group.points.map((point) => point.value);
    return {
      ...toMetricRow(label, values, times),
      id: `g${hashOf(JSON.stringify(group.key)).toString(36)}`,
      key: group.key,
      total: group.total.value,
      band: bandOf(group),
    };
  });
}

/** A row of values alone: of no group, so its total is not known. */
export function toMetricRow(
  label: string,
  values: readonly (number | null)[],
  times: TrackTimes,
): MetricRow {
  const figures = summaryOf({ id: "", label, colour: "", weight: 1, values }, times.newest);
  return { id: label, label, key: {}, ...figures, total: null, values, band: null };
}

/** Everything together less what is drawn: what the other groups are. A gap where the whole is not known. */
export function restValues(
  whole: readonly (number | null)[],
  drawn: readonly MetricRow[],
): (number | null)[] {
  return whole.map((value, index) => {
    if (value === null) return null;
    const known = drawn.reduce((sum, row) => sum + (row.values[index] ?? 0), 0);
    return Math.max(0, value - known);
  });
}

/** A row of which only the total is known. */
export const withoutPoints = (row: MetricRow): MetricRow => ({
  ...row,
  last: null,
  mean: null,
  max: null,
  values: [],
  band: null,
});
