import { zeroTicks } from "./axis.ts";
import type { TraceRow } from "./traces.ts";

/** How durations are laid out: by their logarithm, or from zero. */
export type ScatterScale = "log" | "linear";

/** One trace as a mark. `x` and `y` are shares (0 to 1) of the plot's width, and of its height from below. */
export type ScatterMark = { row: TraceRow; x: number; y: number };

export type Scatter = {
  marks: ScatterMark[];
  fromMs: number;
  toMs: number;
  scale: ScatterScale;
  /** The ends of the duration axis. */
  lowMs: number;
  highMs: number;
  ticks: { ms: number; y: number }[];
};

/** Nothing is drawn below a microsecond: a logarithm has no zero. */
const LEAST_MS = 0.001;

/** Durations over time on an axis that ends at round values around the data; a linear one begins at zero. */
export function buildScatter(
  rows: TraceRow[],
  range: { fromMs: number; toMs: number },
  scale: ScatterScale = "log",
): Scatter {
  const durations = rows.map((row) => Math.max(LEAST_MS, row.durationMs));
  const mostMs = durations.reduce((a, b) => Math.max(a, b), 0);
  const leastMs = durations.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const linear = zeroTicks(mostMs === 0 ? 1_000 : mostMs, 5);
  const ends =
    scale === "linear" ? { lowMs: 0, highMs: linear.at(-1) ?? 1_000 } : roundEnds(leastMs, mostMs);
  const axis = { ...range, ...ends, scale };
  const ticks = scale === "linear" ? linear : roundBetween(ends.lowMs, ends.highMs);
  return {
    ...axis,
    ticks: ticks.map((ms) => ({ ms, y: shareOfMs(axis, ms) })),
    marks: rows.map((row) => ({
      row,
      x: (row.atMs - range.fromMs) / (range.toMs - range.fromMs),
      y: shareOfMs(axis, Math.max(LEAST_MS, row.durationMs)),
    })),
  };
}

type Axis = Pick<Scatter, "fromMs" | "toMs" | "lowMs" | "highMs" | "scale">;

function shareOfMs({ lowMs, highMs, scale }: Axis, ms: number): number {
  if (scale === "linear") return ms / highMs;
  return Math.log(ms / lowMs) / Math.log(highMs / lowMs);
}

/** Powers of ten around the data, at least one decade apart; 1 to 1,000 ms without data. */
function roundEnds(leastMs: number, mostMs: number): { lowMs: number; highMs: number } {
  if (mostMs === 0) return { lowMs: 1, highMs: 1_000 };
  const low = Math.floor(Math.log10(leastMs) + 1e-9);
  const high = Math.ceil(Math.log10(mostMs) - 1e-9);
  return { lowMs: 10 ** low, highMs: 10 ** Math.max(high, low + 1) };
}

function roundBetween(lowMs: number, highMs: number): number[] {
  const decades = Math.round(Math.log10(highMs / lowMs));
  const steps = decades <= 2 ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let i = 0; i <= decades; i++) {
    for (const step of steps) ticks.push(Number((lowMs * 10 ** i * step).toPrecision(1)));
  }
  return ticks.filter((ms) => ms <= highMs * 1.001);
}

/**
 * The times to draw. All of the range when everything in it is listed; otherwise (`more`) only what the
 * listed requests cover, since silence before them would be untrue.
 */
export function listedRange(
  rows: TraceRow[],
  range: { fromMs: number; toMs: number },
  more: boolean,
): { fromMs: number; toMs: number } {
  const oldestMs = rows.reduce((oldest, row) => Math.min(oldest, row.atMs), range.toMs - 1);
  return more && oldestMs > range.fromMs ? { fromMs: oldestMs, toMs: range.toMs } : range;
}

/** The mark nearest to a point within `reachPx`; null: none. Sizes in pixels, `y` from the top. */
export function markAt(
  scatter: Scatter,
  point: { x: number; y: number },
  plot: { width: number; height: number; reachPx: number },
): ScatterMark | null {
  let nearest: ScatterMark | null = null;
  let nearestPx = plot.reachPx;
  for (const mark of scatter.marks) {
    const away = Math.hypot(mark.x * plot.width - point.x, (1 - mark.y) * plot.height - point.y);
    if (away <= nearestPx) {
      nearest = mark;
      nearestPx = away;
    }
  }
  return nearest;
}

export type ScatterArea = { fromMs: number; toMs: number; minMs: number; maxMs: number };

/** The times and durations within a dragged box of shares (`y` from below), durations to two digits. */
export function areaOfBox(
  axis: Axis,
  a: { x: number; y: number },
  b: { x: number; y: number },
): ScatterArea {
  const time = (x: number): number =>
    Math.round(axis.fromMs + clamp(x) * (axis.toMs - axis.fromMs));
  const duration = (y: number): number => Number(msAt(axis, clamp(y)).toPrecision(2));
  return {
    fromMs: time(Math.min(a.x, b.x)),
    toMs: time(Math.max(a.x, b.x)),
    minMs: duration(Math.min(a.y, b.y)),
    maxMs: duration(Math.max(a.y, b.y)),
  };
}

const msAt = ({ lowMs, highMs, scale }: Axis, share: number): number =>
  scale === "linear" ? share * highMs : lowMs * (highMs / lowMs) ** share;

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
