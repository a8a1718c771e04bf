import type { ClientBase } from "pg";
import type { ConcernParams } from "@/lib/contract/concern.ts";
import { type Range, resolveRange } from "@/lib/contract/time.ts";
import { readPool } from "@/lib/platform/db.ts";
import { inSnapshot } from "@/lib/store/metric-reads.ts";
import type { SenderFilters } from "./lens-series.ts";
import type { RangePlan } from "./range-plan.ts";

/** What a concern reads at once: one range, on one connection in one snapshot. */
export type ConcernQuestion = {
  range: Range;
  step: number | undefined;
  filters: SenderFilters;
  nowMs: number;
  /** Only what things are judged by is asked for, as the overview does; other figures may be missing. */
  isJudged?: boolean;
};

/** A group as it is found: its figures over the range, and those of a bucket where somebody asks for them. */
export type FoundGroup<Key, Figures> = {
  key: Key;
  totals: Figures;
  at: (slot: number) => Figures;
};

/** What a concern found in one range: its groups, with what else it tells of each, and whatever it says beside them. */
export type ConcernFound<Key, Figures, Extras, More = unknown> = {
  plan: RangePlan;
  groups: (FoundGroup<Key, Figures> & More)[];
  extras: Extras;
};

/** Answers a concern's question, with the period before when `compare` asks for it. Throws `ParameterError`. */
export async function answerConcern<
  Key extends Record<string, string>,
  Figures extends object,
  Extras,
  More = unknown,
>(
  params: ConcernParams,
  nowMs: number,
  read: (
    client: ClientBase,
    question: ConcernQuestion,
  ) => Promise<ConcernFound<Key, Figures, Extras, More>>,
) {
  return inSnapshot(readPool(), (client) =>
    answerCompared(params, nowMs, (question) => read(client, question)),
  );
}

/** As `answerConcern`, of what is not read in one snapshot. */
export async function answerCompared<
  Key extends Record<string, string>,
  Figures extends object,
  Extras,
  More = unknown,
>(
  params: ConcernParams,
  nowMs: number,
  read: (question: ConcernQuestion) => Promise<ConcernFound<Key, Figures, Extras, More>>,
) {
  const range = resolveRange(params, nowMs);
  const { service, namespace, environment, instance } = params;
  const filters = { service, namespace, environment, instance };
  const current = await read({ range, step: params.step, filters, nowMs });
  const { stepSeconds } = current.plan;
  const before = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
  const question = { range: before, step: stepSeconds, filters, nowMs };
  const previous = params.compare ? await read(question) : null;
  const groupsBefore = new Map(previous?.groups.map((group) => [textOf(group.key), group]));
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    stepSeconds: current.plan.stepSeconds,
    groups: current.groups.map((group) => {
      const told = withPoints(group, current.plan);
      const before = groupsBefore.get(textOf(group.key));
      if (!before || !previous) return told;
      const { totals, points } = withPoints(before, previous.plan);
      return { ...told, previous: { totals, points } };
    }),
    extras: current.extras,
  };
}

/** A group with its figures in every bucket. */
export function withPoints<Figures extends object, Group extends FoundGroup<unknown, Figures>>(
  group: Group & FoundGroup<unknown, Figures>,
  plan: RangePlan,
) {
  const { at, ...told } = group;
  return { ...told, points: pointsOf<Figures>(plan, at) };
}

const textOf = (key: Record<string, string>): string =>
  JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The points of a plan: the start of each bucket with its figures, which are a new object each time. */
export function pointsOf<Figures extends object>(
  plan: RangePlan,
  figuresOf: (slot: number) => Figures,
): (Figures & { at: string })[] {
  return instantsOf(plan).map((at, slot) => Object.assign(figuresOf(slot), { at }));
}

const instants = new WeakMap<RangePlan, string[]>();

/** Starts of the buckets as answers have them; each group of an answer has the same. */
export function instantsOf(plan: RangePlan): readonly string[] {
  const known = instants.get(plan);
  if (known) return known;
  const made = Array.from({ length: plan.points }, (_, slot) =>
    new Date((plan.first + slot * plan.stepSeconds) * 1000).toISOString(),
  );
  instants.set(plan, made);
  return made;
}
