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
  /** A page asks, with courses of some groups alone. */
  isPage?: boolean;
  /** Of groups only the totals are of use, as of the period before on a page. */
  isWhole?: boolean;
};

/** A group as it is found: its figures over the range, and those of a bucket where somebody asks for them. */
export type FoundGroup<Key, Figures> = {
  key: Key;
  totals: Figures;
  at: (slot: number) => Figures;
  /** The figure of a bucket that a row of the page's table draws; absent: it draws none. */
  course?: (slot: number) => number | null;
  /** Its points, where their buckets may be others than the plan's; absent: `at` tells them. */
  ownPoints?: readonly (Figures & { at: string })[];
};

/** What a page draws of groups beside their rows. */
export type Drawn<Group, Name extends string> = {
  /** Of each chart the groups that it knows something of, the most important first. */
  charts: readonly (readonly Group[])[];
  /** Figures of all groups together, by bucket. */
  whole: Record<Name, (slot: number) => number | null>;
};

/** What a concern found in one range: its groups, with what else it tells of each, and whatever it says beside them. */
export type ConcernFound<Key, Figures, Extras, More = unknown, Name extends string = never> = {
  plan: RangePlan;
  groups: (FoundGroup<Key, Figures> & More)[];
  extras: Extras;
  /** `most`: so many groups of a chart are drawn. Absent: the page draws all of them. */
  drawn?: (most: number) => Drawn<FoundGroup<Key, Figures> & More, Name>;
};

/** Answers a concern's question, with the period before when `compare` asks for it. Throws `ParameterError`. */
export async function answerConcern<
  Key extends Record<string, string>,
  Figures extends object,
  Extras,
  More = unknown,
  Name extends string = never,
>(
  params: ConcernParams & { courses?: number | undefined },
  nowMs: number,
  read: (
    client: ClientBase,
    question: ConcernQuestion,
  ) => Promise<ConcernFound<Key, Figures, Extras, More, Name>>,
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
  Name extends string = never,
>(
  params: ConcernParams & { courses?: number | undefined },
  nowMs: number,
  read: (question: ConcernQuestion) => Promise<ConcernFound<Key, Figures, Extras, More, Name>>,
) {
  const range = resolveRange(params, nowMs);
  const { service, namespace, environment, instance } = params;
  const filters = { service, namespace, environment, instance };
  const isPage = params.courses !== undefined;
  const current = await read({ range, step: params.step, filters, nowMs, isPage });
  const { stepSeconds } = current.plan;
  const before = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
  const drawn = isPage ? current.drawn?.(params.courses ?? 0) : undefined;
  const isFull = drawn === undefined;
  const hasPointsBefore = isFull && params.compare === "previous";
  const question = { range: before, step: stepSeconds, filters, nowMs, isWhole: !isFull };
  const previous = params.compare ? await read(question) : null;
  const groupsBefore = new Map(previous?.groups.map((group) => [textOf(group.key), group]));
  const kept = new Set(drawn?.charts.flatMap((chart) => chart.slice(0, params.courses)));
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    stepSeconds: current.plan.stepSeconds,
    groups: current.groups.map((group) => {
      const told = isFull
        ? withPoints(group, current.plan)
        : withCourse(group, current.plan, kept.has(group));
      const before = groupsBefore.get(textOf(group.key));
      if (!before || !previous) return told;
      const { totals, points } = hasPointsBefore
        ? withPoints(before, previous.plan)
        : { totals: before.totals, points: [] };
      return { ...told, previous: { totals, points } };
    }),
    ...(drawn ? { whole: wholeOf(drawn.whole, current.plan) } : {}),
    extras: current.extras,
  };
}

/** A figure in every bucket of a plan. */
export const courseIn = (
  plan: RangePlan,
  read: (slot: number) => number | null,
): (number | null)[] => Array.from({ length: plan.points }, (_, slot) => read(slot));

function wholeOf<Name extends string>(
  figures: Drawn<unknown, Name>["whole"],
  plan: RangePlan,
): Record<Name, (number | null)[]> & { at: string[] } {
  const names = Object.keys(figures) as Name[];
  const columns = names.map((name) => [name, courseIn(plan, figures[name])] as const);
  // Each name has its column.
  return { at: [...instantsOf(plan)], ...(Object.fromEntries(columns) as Record<Name, never[]>) };
}

/** A group as a page asks for it: with one figure by bucket, and with all only where it is drawn. */
function withCourse<Figures extends object, Group extends FoundGroup<unknown, Figures>>(
  group: Group & FoundGroup<unknown, Figures>,
  plan: RangePlan,
  isDrawn: boolean,
) {
  const { at, course, ownPoints: _, ...told } = group;
  const points = isDrawn ? pointsOf<Figures>(plan, at) : [];
  return { ...told, points, ...(course ? { course: courseIn(plan, course) } : {}) };
}

/** A group with its figures in every bucket. */
export function withPoints<Figures extends object, Group extends FoundGroup<unknown, Figures>>(
  group: Group & FoundGroup<unknown, Figures>,
  plan: RangePlan,
) {
  const { at, course: _, ownPoints, ...told } = group;
  return { ...told, points: ownPoints ? [...ownPoints] : pointsOf<Figures>(plan, at) };
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
