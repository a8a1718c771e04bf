/** Seconds between the points of charts, shortest first; each is a multiple of ten seconds. */
export const NICE_STEPS = [
  10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
] as const;

/** The least step that charts use that is at least so long; the longest when none is. */
export const niceStep = (atLeast: number): number =>
  NICE_STEPS.find((nice) => nice >= atLeast) ?? 604_800;

/** Parts of a range in which falls are looked for: a chart has more points than a judgement needs. */
const JUDGED_PARTS = 60;

/** Seconds of a part of a range when something is judged by its course; a multiple of the step of its chart. */
export const judgedStep = ({ fromMs, toMs }: { fromMs: number; toMs: number }): number =>
  niceStep((toMs - fromMs) / 1_000 / JUDGED_PARTS);
