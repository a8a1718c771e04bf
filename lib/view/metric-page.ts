import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";
import { formulaUnit } from "./formula-unit.ts";
import { addsUp } from "./metric-aggregations.ts";
import { questionWords } from "./metric-condition.ts";
import { type MetricRow, restValues, toMetricRow, toMetricRows } from "./metric-groups.ts";
import { lineColours, type MetricLine, metricTrack } from "./metric-track.ts";
import { formatDuration } from "./time-format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";
import { type UnitFormat, unitFormat } from "./unit-format.ts";

type Input = {
  answer: MetricQueryResponse;
  /** The same question without a grouping, to tell what groups that are not drawn add up to; null: not asked. */
  whole: MetricQueryResponse | null;
  groupBy: readonly string[];
  /** The most groups that are drawn by themselves. */
  top: number;
  hidden: readonly string[];
  nowMs: number;
};

/** One metric, ready to draw: its lines, and the rows of its groups. */
export type MetricPage = {
  times: TrackTimes;
  unit: UnitFormat;
  track: Track;
  rows: MetricRow[];
  /** The line of all groups that have none of their own; null: there is none. */
  rest: MetricRow | null;
  /** Ids of lines, hidden ones too, with their colour. */
  drawn: ReadonlyMap<string, string>;
};

const HEIGHT = 280;
/** Of more lines, bands would cover each other. */
const MOST_BANDS = 2;
const REST = "rest";

/** An answer as a chart of at most `top` lines and, where values add up, one of all others. */
export function toMetricPage({ answer, whole, groupBy, top, hidden, nowMs }: Input): MetricPage {
  const stepMs = answer.stepSeconds * 1_000;
  const startsMs = (answer.groups[0]?.points ?? []).map(({ at }) => Date.parse(at));
  const times = toTrackTimes({ startsMs, stepMs, nowMs });
  const unit =
    answer.formula === null
      ? unitFormat(answer.valueUnit, answer.name)
      : unitFormat(formulaUnit(answer));
  const rows = toMetricRows(answer, groupBy, times);
  const lines: MetricLine[] = rows.slice(0, top).map(({ id, label, key, values, band }) => ({
    id,
    whole: Object.keys(key).length === 0,
    label,
    values,
    ...(band && rows.length <= MOST_BANDS ? { band } : {}),
  }));
  const others = rows.length - lines.length + answer.omittedGroups;
  const rest = others > 0 ? restLine(answer, whole, rows.slice(0, top), others) : null;
  const all = rest ? [...lines, rest] : lines;
  return {
    times,
    unit,
    rows,
    rest: rest && { ...toMetricRow(rest.label, rest.values, times), id: rest.id },
    drawn: lineColours(all),
    track: metricTrack({
      title: questionWords(answer),
      note: noteOf(answer, unit, { drawn: lines.length, others }),
      lines: all,
      hidden,
      unit,
      unitName: answer.formula === null ? answer.valueUnit : formulaUnit(answer),
      height: HEIGHT,
    }),
  };
}

function restLine(
  answer: MetricQueryResponse,
  whole: MetricQueryResponse | null,
  drawn: readonly MetricRow[],
  others: number,
): MetricLine | null {
  const total = whole?.groups[0];
  if (!total || !addsUp(answer.agg) || answer.formula !== null) return null;
  if (whole.stepSeconds !== answer.stepSeconds) return null;
  const values = total.points.map(({ value }) => value);
  return {
    id: REST,
    label: `${others} ${others === 1 ? "other" : "others"}`,
    values: restValues(values, drawn),
    rest: true,
  };
}

function noteOf(
  { stepSeconds }: MetricQueryResponse,
  unit: UnitFormat,
  { drawn, others }: { drawn: number; others: number },
): string {
  const parts = [
    unit.name === "" ? "plain numbers" : unit.name,
    `every ${formatDuration(stepSeconds * 1_000)}`,
    ...(others > 0 ? [`top ${drawn} of ${drawn + others} groups`] : []),
  ];
  return parts.join(", ");
}
