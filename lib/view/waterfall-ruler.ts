import type { SpanTree } from "./waterfall-tree.ts";

/** The part of the trace that is drawn, in nanoseconds of the tree. */
export type TimeWindow = { fromNs: number; toNs: number };

export const wholeTrace = (tree: SpanTree): TimeWindow => ({
  fromNs: 0,
  toNs: Math.max(1, tree.durationNs),
});

/** Round moments within the window, at most `most` of them, from 1, 2 or 5 times a power of ten apart. */
export function rulerTicks(window: TimeWindow, most: number): number[] {
  const stepNs = roundStep((window.toNs - window.fromNs) / Math.max(1, most));
  const ticks: number[] = [];
  for (let i = Math.ceil(window.fromNs / stepNs); i * stepNs <= window.toNs; i++)
    ticks.push(i * stepNs);
  return ticks;
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below `least`, 1 at least. */
function roundStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least) ?? 10 * power;
}

export type BarPlace = {
  /** Percent of the window's width. */
  leftPercent: number;
  widthPercent: number;
  /** Which ends lie outside the window. */
  cutLeft: boolean;
  cutRight: boolean;
};

/** Where a stretch is drawn; null: outside the window. */
export function placeBar(
  stretch: { startNs: number; endNs: number },
  window: TimeWindow,
): BarPlace | null {
  const { fromNs, toNs } = window;
  if (stretch.endNs < fromNs || stretch.startNs > toNs) return null;
  const spanNs = toNs - fromNs;
  const startNs = Math.max(stretch.startNs, fromNs);
  const endNs = Math.min(stretch.endNs, toNs);
  return {
    leftPercent: ((startNs - fromNs) / spanNs) * 100,
    widthPercent: ((endNs - startNs) / spanNs) * 100,
    cutLeft: stretch.startNs < fromNs,
    cutRight: stretch.endNs > toNs,
  };
}

/** A window between two shares (0 to 1) of the trace, in either order; null: too narrow to be meant. */
export function windowBetween(tree: SpanTree, a: number, b: number): TimeWindow | null {
  const whole = wholeTrace(tree);
  const at = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * whole.toNs);
  const fromNs = at(Math.min(a, b));
  const toNs = at(Math.max(a, b));
  return toNs - fromNs < whole.toNs / 200 || toNs <= fromNs ? null : { fromNs, toNs };
}
