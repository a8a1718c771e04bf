import type { Range } from "@/lib/contract/time.ts";
import { NICE_STEPS } from "@/lib/domain/nice-steps.ts";

/** Widths of the tiers in seconds, widest first. */
const WIDTHS = [3_600, 300, 60, 10] as const;
export type TierWidth = (typeof WIDTHS)[number];

const MOST_POINTS = 300;
/** More points than this are not answered, however small a step is asked for. */
const HARD_MOST_POINTS = 11_000;

/** How long rows of the finest tier, and of the minute tiers, can be relied on, in milliseconds. */
export type TierAges = { finestMs: number; minutesMs: number };

/** A run of rows of one tier; Unix seconds, `to` exclusive. */
export type Segment = { width: TierWidth; from: number; to: number };

/** Where a question's points lie and which rows answer them; Unix seconds. */
export type RangePlan = {
  stepSeconds: number;
  /** Start of the first point's bucket; points follow at `stepSeconds`. */
  first: number;
  points: number;
  segments: Segment[];
  /** The range that the rows cover: `from` and `to` rounded outwards to what the tiers can tell. */
  from: number;
  to: number;
};

/**
 * Plans a range: the step (asked for, or such that there are at most `mostPoints`, by default 300, never finer
 * than what is still kept), and for each part of the range the coarsest tier that divides the step; finer tiers only at the edges.
 */
export function planRange(
  range: Range,
  step: number | undefined,
  at: { nowMs: number; ages: TierAges; mostPoints?: number },
): RangePlan {
  const finest = finestWidth(range.fromMs, at);
  const fromSecond = Math.floor(range.fromMs / 1000);
  const toSecond = Math.ceil(range.toMs / 1000);
  const from = floorTo(fromSecond, finest);
  const to = ceilTo(toSecond, finest);
  const { mostPoints = MOST_POINTS } = at;
  const stepSeconds = chooseStep(from, to, { step, finest, mostPoints });
  const first = floorTo(from, stepSeconds);
  return {
    stepSeconds,
    first,
    points: pointsOf(from, to, stepSeconds),
    segments: segmentsOf(from, to, { stepSeconds, finest }),
    from,
    to,
  };
}

/** The finest rows that can be relied on at a time. */
export function finestWidth(fromMs: number, at: { nowMs: number; ages: TierAges }): TierWidth {
  const ageMs = at.nowMs - fromMs;
  if (ageMs <= at.ages.finestMs) return 10;
  return ageMs <= at.ages.minutesMs ? 60 : 3_600;
}

function chooseStep(
  from: number,
  to: number,
  asked: { step: number | undefined; finest: TierWidth; mostPoints: number },
): number {
  const { step, finest, mostPoints } = asked;
  if (step !== undefined) {
    return ceilTo(Math.max(step, (to - from) / HARD_MOST_POINTS), finest);
  }
  return (
    NICE_STEPS.find((nice) => nice % finest === 0 && pointsOf(from, to, nice) <= mostPoints) ??
    ceilTo((to - from) / (mostPoints - 1), 604_800)
  );
}

/**
 * The plan with its last seconds read from the finest rows, where those are still kept: a coarser row does not tell when
 * within it something was heard last.
 */
export function withFineTail(plan: RangePlan, seconds: number): RangePlan {
  const tail = Math.max(plan.from, plan.to - seconds);
  const segments = plan.segments.flatMap((segment): Segment[] => {
    if (segment.to <= tail || segment.width === 10) return [segment];
    const cut = Math.max(segment.from, floorTo(tail, segment.width));
    const fine: Segment = { width: 10, from: cut, to: segment.to };
    return cut > segment.from ? [{ ...segment, to: cut }, fine] : [fine];
  });
  return { ...plan, segments };
}

/** Points of a step from the bucket that holds `from` to the one before `to`. */
const pointsOf = (from: number, to: number, stepSeconds: number): number =>
  Math.ceil((to - floorTo(from, stepSeconds)) / stepSeconds);

const floorTo = (value: number, width: number) => Math.floor(value / width) * width;
const ceilTo = (value: number, width: number) => Math.ceil(value / width) * width;

function segmentsOf(
  from: number,
  to: number,
  limits: { stepSeconds: number; finest: TierWidth },
): Segment[] {
  const widths = WIDTHS.filter(
    (width) =>
      width === limits.finest || (width > limits.finest && limits.stepSeconds % width === 0),
  );
  const segments: Segment[] = [];
  for (let at = from; at < to; ) {
    const width = widths.find((w) => at % w === 0 && at + w <= to) ?? limits.finest;
    const wider = widths[widths.indexOf(width) - 1];
    const whole = at + Math.max(floorTo(to - at, width), width);
    const end = wider === undefined ? whole : Math.min(ceilTo(at + 1, wider), whole);
    const last = segments.at(-1);
    if (last?.width === width) last.to = end;
    else segments.push({ width, from: at, to: end });
    at = end;
  }
  return segments;
}

/**
 * Seconds of a bucket (by default of the whole plan) whose rows are counted and that have passed. The plan's range is
 * rounded outwards: what is counted at its edges must be divided by the time that it covers.
 */
export function passedSeconds(
  plan: Pick<RangePlan, "from" | "to">,
  nowMs: number,
  startMs = Number.NEGATIVE_INFINITY,
  endMs = Number.POSITIVE_INFINITY,
): number {
  const from = Math.max(startMs, plan.from * 1000);
  const to = Math.min(endMs, plan.to * 1000, nowMs);
  return Math.max(to - from, 0) / 1000;
}
