import type { LogHistogramResponse, LogRecord } from "@/lib/contract/logs.ts";
import { zeroTicks } from "./axis.ts";
import { formatCount, formatTick } from "./format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

type Severity = LogRecord["severity"];

/** From the bottom of a bar to its top: the calm ones below, so that trouble has its own edge. */
export const STACK: readonly { severity: Severity; colour: string }[] = [
  { severity: "unspecified", colour: "var(--line-strong)" },
  { severity: "trace", colour: "var(--line-strong)" },
  { severity: "debug", colour: "var(--unknown-fill)" },
  { severity: "info", colour: "var(--q50)" },
  { severity: "warn", colour: "var(--warning-fill)" },
  { severity: "error", colour: "var(--critical-fill)" },
  { severity: "fatal", colour: "var(--critical)" },
];

/** One piece of a bar; shares of the plot's height, from below. */
export type BarPart = { severity: Severity; colour: string; from: number; to: number };

export type LogHistogram = {
  times: TrackTimes;
  track: Track;
  /** The parts of each bucket's bar. */
  bars: readonly (readonly BarPart[])[];
  total: number;
};

const HEIGHT = 96;

/** The answer as a chart of stacked bars; `shown` empty: every severity. */
export function toLogHistogram(
  answer: LogHistogramResponse,
  { shown, nowMs }: { shown: readonly Severity[]; nowMs: number },
): LogHistogram {
  const stack = STACK.filter(
    ({ severity }) =>
      answer.totals[severity] > 0 && (shown.length === 0 || shown.includes(severity)),
  );
  const { points } = answer;
  const times = toTrackTimes({
    startsMs: points.map(({ at }) => Date.parse(at)),
    stepMs: answer.stepSeconds * 1_000,
    nowMs,
  });
  const sums = points.map((point) => stack.reduce((sum, { severity }) => sum + point[severity], 0));
  const ticks = zeroTicks(Math.max(0, ...sums), 3);
  const top = ticks.at(-1) ?? 1;
  const total = sums.reduce((sum, count) => sum + count, 0);
  const track: Track = {
    id: "severities",
    title: "Records",
    note: `${formatCount(total)} in all`,
    kind: "bars",
    height: HEIGHT,
    ticks: ticks.map((value) => ({ value, label: formatTick(value) })),
    lines: stack.map(({ severity, colour }) => ({
      id: severity,
      label: severity,
      colour,
      weight: 1,
      values: points.map((point) => point[severity]),
    })),
    write: formatCount,
  };
  const bars = points.map((point) => {
    let from = 0;
    return stack.flatMap(({ severity, colour }) => {
      if (point[severity] === 0) return [];
      const part = { severity, colour, from, to: from + point[severity] / top };
      from = part.to;
      return [part];
    });
  });
  return { times, track, bars, total };
}
