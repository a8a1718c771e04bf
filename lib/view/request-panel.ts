import type { RequestFigures, RequestGroup, RequestsResponse } from "@/lib/contract/requests.ts";
import type { RequestMeasure, RequestsChart } from "@/lib/domain/chart-spec.ts";
import { largestOf, zeroTicks } from "./axis.ts";
import {
  type Formatted,
  formatCount,
  formatMs,
  formatMsTick,
  formatRate,
  formatRatio,
  formatRatioTick,
  formatTick,
  joined,
} from "./format.ts";
import { groupLabels } from "./group-labels.ts";
import { livedRate } from "./lived-rate.ts";
import { MOST_LINES, type PanelModel, trackKind } from "./panel.ts";
import { distinctColours } from "./series-colour.ts";
import { restLabel, restNote, type TopSeries, topSeries } from "./top-series.ts";
import { type Track, type TrackLine, toTrackTimes } from "./track.ts";

type Unit = {
  /** As copied data names it. */
  name: string;
  write: (value: number | null) => Formatted;
  tick: (value: number) => string;
};

const MS: Unit = { name: "ms", write: formatMs, tick: formatMsTick };
const RATE: Unit = { name: "per second", write: formatRate, tick: formatTick };
const RATIO: Unit = { name: "ratio", write: formatRatio, tick: formatRatioTick };
const COUNT: Unit = {
  name: "requests",
  write: (value) => ({ value: formatCount(value), unit: "" }),
  tick: formatTick,
};

/** What a measure of requests is called, and how its values are written. */
export const REQUEST_MEASURE_WORDS: Record<RequestMeasure, { label: string; unit: Unit }> = {
  p50Ms: { label: "p50", unit: MS },
  p95Ms: { label: "p95", unit: MS },
  p99Ms: { label: "p99", unit: MS },
  meanMs: { label: "mean", unit: MS },
  throughputPerSecond: { label: "requests per second", unit: RATE },
  errorRatio: { label: "errors", unit: RATIO },
  requestCount: { label: "requests", unit: COUNT },
};

/** Their values of several groups add up to the value of all of them. */
const ADD_UP: readonly RequestMeasure[] = ["throughputPerSecond", "requestCount"];

/** Quantiles of one group have the colours that they have on every page. */
const OWN_COLOURS: Partial<Record<RequestMeasure, string>> = {
  p50Ms: "var(--q50)",
  p95Ms: "var(--q95)",
  p99Ms: "var(--q99)",
};

type Series = { id: string; label: string; measure: RequestMeasure; group: RequestGroup };

const totalOf = ({ group, measure }: Series): number | null =>
  measure === "throughputPerSecond" ? livedRate(group) : group.totals[measure];

const valuesOf = ({ group, measure }: Series) =>
  group.points.map((point: RequestFigures) => point[measure]);

/** A chart of requests with the answer to its question: a line per measure and group, the largest groups first. */
export function toRequestPanel(
  chart: RequestsChart,
  { answer, nowMs }: { answer: RequestsResponse; nowMs: number },
): PanelModel {
  const [first = "p95Ms"] = chart.measures;
  const most = Math.max(1, Math.floor(MOST_LINES / chart.measures.length));
  const rank = (group: RequestGroup) => group.totals[first] ?? -1;
  const sorted = answer.groups.toSorted((a, b) => rank(b) - rank(a));
  const top = topSeries(sorted, {
    most,
    valuesOf: ({ points }) => points.map((point: RequestFigures) => point[first]),
    addsUp: chart.measures.length === 1 && ADD_UP.includes(first),
  });
  const groups = top.drawn;
  const labels = groupLabels(groups.map(({ key }) => key));
  const series = groups.flatMap((group, index) =>
    chart.measures.map((measure): Series => {
      const label = labelOf(chart, labels[index] ?? "", measure);
      return { id: `${index} ${measure}`, label, measure, group };
    }),
  );
  const startsMs = (groups[0]?.points ?? []).map((point) => Date.parse(point.at));
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: toTracks(chart, series, restLine(top)),
    figures: series.map((one) => ({
      id: one.id,
      label: one.label,
      value: REQUEST_MEASURE_WORDS[one.measure].unit.write(totalOf(one)),
      values: valuesOf(one),
    })),
    note: restNote(top),
  };
}

/** What is not drawn by itself, as one quiet line; none when it does not add up. */
const restLine = ({ restCount, restValues }: TopSeries<unknown>): TrackLine[] =>
  restValues === null
    ? []
    : [
        {
          id: "rest",
          label: restLabel(restCount),
          colour: "var(--text-3)",
          weight: 1.25,
          values: restValues,
        },
      ];

function labelOf(chart: RequestsChart, group: string, measure: RequestMeasure): string {
  const { label } = REQUEST_MEASURE_WORDS[measure];
  if (group === "") return label;
  return chart.measures.length === 1 ? group : `${group} ${label}`;
}

function toTracks(
  chart: RequestsChart,
  series: readonly Series[],
  rest: readonly TrackLine[],
): Track[] {
  const colours = distinctColours(series.map(({ label }) => label));
  const alone = series.length === chart.measures.length;
  const units = new Map(
    chart.measures.map((measure) => {
      const { unit } = REQUEST_MEASURE_WORDS[measure];
      return [unit.name, unit];
    }),
  );
  return [...units.values()].map((unit) => {
    const own = series.filter(({ measure }) => REQUEST_MEASURE_WORDS[measure].unit === unit);
    const drawn = own.map(
      (one): TrackLine => ({
        id: one.id,
        label: one.label,
        colour: (alone ? OWN_COLOURS[one.measure] : undefined) ?? colours.get(one.label) ?? "",
        weight: 1.5,
        values: valuesOf(one),
        ...bandOf(one),
      }),
    );
    const lines = [...drawn, ...rest];
    const bands = lines.flatMap((line) => line.band ?? []).map((band) => band?.[1]);
    const top = largestOf(...lines.map((line) => line.values), bands);
    return {
      id: unit.name,
      title: [...new Set(own.map(({ measure }) => REQUEST_MEASURE_WORDS[measure].label))].join(
        ", ",
      ),
      note: "",
      unit: unit.name,
      kind: trackKind(chart.visual, lines.length),
      height: 0,
      ticks: zeroTicks(top, 4).map((value) => ({ value, label: unit.tick(value) })),
      lines,
      write: (value) => joined(unit.write(value)),
    };
  });
}

/** Where the true quantile lies, when the answer has only bounds of it. */
function bandOf({ group, measure }: Series): Pick<TrackLine, "band"> {
  if (measure !== "p50Ms" && measure !== "p95Ms" && measure !== "p99Ms") return {};
  if (!group.points.some((point) => point.quantileBounds)) return {};
  return {
    band: group.points.map((point): readonly [number, number] | null => {
      const [low, high] = point.quantileBounds?.[measure] ?? [null, null];
      return low === null || high === null ? null : [low, high];
    }),
  };
}
