import { type RequestGroup, requestsParams } from "@/lib/contract/requests.ts";
import type { ScalingFigures, ScalingKey } from "@/lib/contract/scaling.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import type { ConcernQuestion } from "./concern-answer.ts";
import type { RangePlan } from "./range-plan.ts";
import { queryRequests } from "./requests.ts";
import { emptyFigures, type ScalingFound } from "./scaling-figures.ts";
import { type MemberFigures, toMembers } from "./scaling-members.ts";
import type { InstanceWeights } from "./scaling-weights.ts";

/** Instances of all services at once are told of for no longer than this: rows by instance are many. */
const MOST_SPAN_MS = 2 * 86_400_000;

/** From when on instances are told of: from the start of the range, or of its newest two days where no service is named. */
export function instancesFromMs({ range, filters }: Pick<ConcernQuestion, "range" | "filters">) {
  if (filters.service.length > 0) return range.fromMs;
  return Math.max(range.fromMs, range.toMs - MOST_SPAN_MS);
}

/** The instances of every service that served requests: how many, and who got which share. */
export async function readServices(
  question: ConcernQuestion,
  plan: RangePlan,
  weights: InstanceWeights,
): Promise<ScalingFound[]> {
  const { range, filters, nowMs } = question;
  const params = requestsParams.parse({
    ...filters,
    from: new Date(instancesFromMs(question)).toISOString(),
    to: new Date(range.toMs).toISOString(),
    step: plan.stepSeconds,
    groupBy: "service,instance",
  });
  const { groups } = await queryRequests(params, nowMs);
  const services = new Map<string, RequestGroup[]>();
  for (const group of groups) {
    const text = serviceKeyText(keyOf(group));
    services.set(text, [...(services.get(text) ?? []), group]);
  }
  return [...services.values()].map((own) => toGroup(own, plan, weights));
}

function keyOf({ key }: RequestGroup): ScalingKey {
  const { namespace = "", service = "", environment = "" } = key;
  return {
    kind: "service",
    ...{ namespace, service, environment },
    ...{ hpa: "", deployment: "", k8sNamespace: "", upstream: "" },
  };
}

function toGroup(
  instances: readonly RequestGroup[],
  plan: RangePlan,
  weights: InstanceWeights,
): ScalingFound {
  const [first] = instances;
  if (!first) throw new Error("a service has requests");
  const key = keyOf(first);
  const named = instances.filter(
    ({ key: { instance = "" } }) => instance !== "" && instance !== "*",
  );
  const weighed = weights.of(
    key,
    named.map(({ key: { instance = "" } }) => instance),
  );
  const slots = slotsOf(plan);
  const figures = named.map((group): MemberFigures => {
    const course = (read: (point: RequestGroup["points"][number]) => number | null) =>
      alignedTo(slots, plan.points, group.points, read);
    const { requestCount, errorRatio, meanMs, p95Ms } = group.totals;
    return {
      instance: group.key.instance ?? "",
      weight: weighed.weights.get(group.key.instance ?? "") ?? null,
      totals: { requestCount, errorRatio, meanMs, p95Ms },
      counts: course((point) => point.requestCount),
      means: course((point) => point.meanMs),
      p95s: course((point) => point.p95Ms),
    };
  });
  const all = instances.map((group) =>
    alignedTo(slots, plan.points, group.points, (point) => point.requestCount),
  );
  const isNamed = named.length === instances.length;
  const at = (slot: number) =>
    serviceFigures({
      counts: all.map((counts) => counts[slot] ?? null),
      named: isNamed ? figures.map(({ counts }) => counts[slot] ?? null) : null,
    });
  const totals = serviceFigures({
    counts: instances.map(({ totals }) => totals.requestCount),
    named: isNamed ? figures.map(({ totals }) => totals.requestCount) : null,
  });
  return {
    key,
    totals,
    at,
    formula: null,
    weightsFrom: figures.length > 1 ? weighed.from : null,
    members: toMembers(figures, plan),
  };
}

/** `named`: requests of the instances, all of which have a name; null: some have none, so they cannot be counted. */
function serviceFigures({
  counts,
  named,
}: {
  counts: readonly (number | null)[];
  named: readonly (number | null)[] | null;
}): ScalingFigures {
  const known = counts.filter((count) => count !== null);
  if (known.length === 0) return emptyFigures();
  const requestCount = known.reduce((sum, count) => sum + count, 0);
  const instances = named === null ? null : named.filter((count) => (count ?? 0) > 0).length;
  return {
    ...emptyFigures(),
    requestCount,
    instances,
    requestsPerInstance: instances === null || instances === 0 ? null : requestCount / instances,
  };
}

/** The bucket of the plan by the time at which it starts. */
const slotsOf = (plan: RangePlan): ReadonlyMap<number, number> =>
  new Map(
    Array.from({ length: plan.points }, (_, slot) => [
      (plan.first + slot * plan.stepSeconds) * 1000,
      slot,
    ]),
  );

/** Requests of long ago are kept in wider buckets than metrics: what does not begin with a bucket is left out. */
function alignedTo(
  slots: ReadonlyMap<number, number>,
  length: number,
  points: RequestGroup["points"],
  read: (point: RequestGroup["points"][number]) => number | null,
): (number | null)[] {
  const course = new Array<number | null>(length).fill(null);
  for (const point of points) {
    const slot = slots.get(Date.parse(point.at));
    if (slot !== undefined) course[slot] = read(point);
  }
  return course;
}
