import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";
import type { MetricQuery, MetricsChart } from "@/lib/domain/chart-spec.ts";
import { formulaUnit } from "./formula-unit.ts";
import { type MetricRow, toMetricRows } from "./metric-groups.ts";
import { lineColours, type MetricLine, metricTrack } from "./metric-track.ts";
import { MOST_LINES, type PanelFigure, type PanelModel, trackKind } from "./panel.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";
import { unitFormat } from "./unit-format.ts";

/** A question of a chart and its answer. */
type Answered = { query: MetricQuery; answer: MetricQueryResponse };

type Drawn = { row: MetricRow; line: MetricLine; valueUnit: string; metric: string };

/** A chart of metrics with the answers to its questions: at most eight lines, the largest of each; one plot per unit. */
export function toMetricPanel(
  chart: MetricsChart,
  { answers, nowMs }: { answers: readonly Answered[]; nowMs: number },
): PanelModel {
  const times = timesOf(answers, nowMs);
  const most = Math.max(1, Math.floor(MOST_LINES / Math.max(1, answers.length)));
  const all = answers.map((answered) => ({
    ...answered,
    rows: toMetricRows(answered.answer, answered.query.groupBy, times),
  }));
  const drawn = all.flatMap(({ rows, answer, query }, index) =>
    rows.slice(0, most).map((row): Drawn => {
      const id = `${index} ${row.id}`;
      const label = labelOf(row, { answer, query, among: answers });
      const { values, band } = aligned(row, answer, times);
      return {
        row,
        line: { id, label, values, ...(band ? { band } : {}) },
        valueUnit: answer.formula === null ? answer.valueUnit : formulaUnit(answer),
        metric: answer.formula === null ? answer.name : "",
      };
    }),
  );
  const groups = all.reduce((sum, { rows, answer }) => sum + rows.length + answer.omittedGroups, 0);
  return {
    times,
    tracks: tracksOf(chart, drawn),
    figures: drawn.map(figureOf),
    note: drawn.length < groups ? `${drawn.length} of ${groups}, the largest` : null,
  };
}

/** The axis of the coarsest answer, which the others fit into. */
function timesOf(answers: readonly Answered[], nowMs: number): TrackTimes {
  const coarsest = answers
    .map(({ answer }) => answer)
    .filter(({ groups }) => groups.length > 0)
    .toSorted((a, b) => b.stepSeconds - a.stepSeconds)[0];
  const startsMs = (coarsest?.groups[0]?.points ?? []).map(({ at }) => Date.parse(at));
  return toTrackTimes({ startsMs, stepMs: (coarsest?.stepSeconds ?? 60) * 1_000, nowMs });
}

/** A row's values in the buckets of the axis: of a finer answer, the last known of each. */
function aligned(
  row: MetricRow,
  answer: MetricQueryResponse,
  times: TrackTimes,
): Pick<MetricRow, "values" | "band"> {
  if (answer.stepSeconds * 1_000 === times.stepMs) return row;
  const values: (number | null)[] = times.startsMs.map(() => null);
  (answer.groups[0]?.points ?? []).forEach(({ at }, index) => {
    const bucket = Math.floor((Date.parse(at) - times.fromMs) / times.stepMs);
    const value = row.values[index] ?? null;
    if (bucket >= 0 && bucket < values.length && value !== null) values[bucket] = value;
  });
  return { values, band: null };
}

type Named = { answer: MetricQueryResponse; query: MetricQuery; among: readonly Answered[] };

/** What a line is called: its group, and where several questions are drawn, which one it answers. */
function labelOf({ label }: MetricRow, { answer, query, among }: Named): string {
  if (among.length === 1) return label;
  const oneMetric = new Set(among.map(({ answer: { name } }) => name)).size === 1;
  const what = oneMetric ? (answer.agg ?? answer.name) : answer.name;
  return query.groupBy.length === 0 ? what : `${what} · ${label}`;
}

function tracksOf(chart: MetricsChart, drawn: readonly Drawn[]): Track[] {
  const colours = lineColours(drawn.map(({ line }) => line));
  const units = [...new Set(drawn.map(({ valueUnit }) => valueUnit))];
  return units.map((valueUnit) => {
    const own = drawn.filter((one) => one.valueUnit === valueUnit);
    const unit = unitFormat(valueUnit, own[0]?.metric ?? "");
    const track = metricTrack({
      title: unit.name,
      note: "",
      lines: own.map(({ line }) => line),
      hidden: [],
      unit,
      unitName: valueUnit,
      height: 0,
    });
    return {
      ...track,
      id: `metric ${valueUnit}`,
      kind: chart.visual === "heatmap" ? "lines" : trackKind(chart.visual, own.length),
      lines: track.lines.map((line) => ({ ...line, colour: colours.get(line.id) ?? line.colour })),
    };
  });
}

const figureOf = ({ row, line, valueUnit, metric }: Drawn): PanelFigure => ({
  id: line.id,
  label: line.label,
  value: unitFormat(valueUnit, metric).write(row.total),
  values: line.values,
});
