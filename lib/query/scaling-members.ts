import type { ScalingMember } from "@/lib/contract/scaling.ts";
import { type SpreadShare, spreadOf } from "@/lib/domain/instance-spread.ts";
import type { RangePlan } from "./range-plan.ts";

/** What an instance did, by bucket of the plan and in the whole range. */
export type MemberFigures = {
  instance: string;
  weight: number | null;
  totals: Pick<ScalingMember, "requestCount" | "errorRatio" | "meanMs" | "p95Ms">;
  counts: readonly (number | null)[];
  means: readonly (number | null)[];
  p95s: readonly (number | null)[];
};

/** Instances of one service, or targets of one load balancer, each against its share by weight. */
export function toMembers(figures: readonly MemberFigures[], plan: RangePlan): ScalingMember[] {
  const spread = spreadOf(figures, plan.stepSeconds);
  const at = (bucket: number) =>
    new Date((plan.first + bucket * plan.stepSeconds) * 1000).toISOString();
  const stretches = (found: SpreadShare["slow"]) =>
    found.map(({ from, to }) => ({ from: at(from), to: at(to) }));
  return figures.map((one, i): ScalingMember => {
    const own = spread[i];
    return {
      instance: one.instance,
      weight: one.weight,
      ...one.totals,
      share: own?.share ?? null,
      expectedShare: own?.expectedShare ?? null,
      skewRatio: own?.skewRatio ?? null,
      uneven: stretches(own?.uneven ?? []),
      slow: stretches(own?.slow ?? []),
      points: one.counts.map((requestCount, bucket) => ({
        at: at(bucket),
        requestCount,
        p95Ms: one.p95s[bucket] ?? null,
        shareRatio: own?.ratios[bucket] ?? null,
      })),
    };
  });
}

/** How far the most uneven is off its share; null: nobody has one. */
export const worstSkew = (members: readonly ScalingMember[]): number | null =>
  members.reduce<number | null>(
    (worst, { skewRatio }) =>
      skewRatio === null || (worst !== null && Math.abs(worst) >= Math.abs(skewRatio))
        ? worst
        : skewRatio,
    null,
  );
