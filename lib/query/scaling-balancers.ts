import type { ScalingFigures, ScalingKey } from "@/lib/contract/scaling.ts";
import { SCALING_LIBRARIES } from "@/lib/domain/scaling-lens.ts";
import type { RangePlan } from "./range-plan.ts";
import { emptyFigures, type ScalingFound } from "./scaling-figures.ts";
import { lastOf, type ScalingLine, sumOf } from "./scaling-lines.ts";
import { type MemberFigures, toMembers } from "./scaling-members.ts";

/** What HAProxy calls the sums of a proxy: what came in, and what its servers did together. */
const FRONTEND = "FRONTEND";
const BACKEND = "BACKEND";

/** Load balancers that tell of requests or connections, by upstream where they tell of one. */
export function balancerGroups(lines: readonly ScalingLine[], plan: RangePlan): ScalingFound[] {
  const things = new Map<string, ScalingLine[]>();
  for (const line of lines) {
    if (!["requests", "connections", "weight"].includes(line.measure)) continue;
    const text = JSON.stringify(keyOf(line));
    things.set(text, [...(things.get(text) ?? []), line]);
  }
  return [...things.values()].flatMap((own) => toGroup(own, plan) ?? []);
}

const keyOf = ({ namespace, service, environment, dimensions }: ScalingLine): ScalingKey => ({
  kind: "balancer",
  ...{ namespace, service, environment },
  ...{ hpa: "", deployment: "", k8sNamespace: "", upstream: dimensions.upstream },
});

function toGroup(lines: readonly ScalingLine[], plan: RangePlan): ScalingFound | null {
  const [first] = lines;
  const requests = believed(lines.filter(({ measure }) => measure === "requests"));
  const connections = lines.filter(({ measure }) => measure === "connections");
  if (!first || requests.length + connections.length === 0) return null;
  const targets = targetsOf(requests);
  const weights = lines.filter(({ measure }) => measure === "weight");
  const members = [...targets].map(([target, own]) => memberOf(target, own, { weights, plan }));
  const whole = wholeOf(requests);
  const at = (slot: number): ScalingFigures => {
    const requestCount = sumOf(whole, "requests", slot);
    const counts = [...targets.values()].map((own) => sumOf(own, "requests", slot));
    const serving = counts.filter((count) => (count ?? 0) > 0).length;
    return {
      ...emptyFigures(),
      requestCount,
      instances: counts.some((count) => count !== null) ? serving : null,
      requestsPerInstance: requestCount === null || serving === 0 ? null : requestCount / serving,
      connections: sumOf(connections, "connections", slot),
    };
  };
  const isWeighed = members.some(({ weight }) => weight !== null);
  return {
    key: keyOf(first),
    totals: at(plan.points),
    at,
    formula: null,
    weightsFrom: members.length < 2 ? null : isWeighed ? "metric" : "assumed",
    members: toMembers(members, plan),
  };
}

function targetsOf(requests: readonly ScalingLine[]): Map<string, ScalingLine[]> {
  const targets = new Map<string, ScalingLine[]>();
  for (const line of requests) {
    const { target } = line.dimensions;
    if (["", FRONTEND, BACKEND].includes(target)) continue;
    targets.set(target, [...(targets.get(target) ?? []), line]);
  }
  return targets;
}

/** Of several libraries that count the same requests, one. */
function believed(lines: readonly ScalingLine[]): ScalingLine[] {
  const library = SCALING_LIBRARIES.find((name) => lines.some((line) => line.library === name));
  return lines.filter((line) => line.library === library);
}

/** The lines that together count each request once. */
function wholeOf(requests: readonly ScalingLine[]): ScalingLine[] {
  for (const target of [FRONTEND, BACKEND, ""]) {
    const own = requests.filter(({ dimensions }) => dimensions.target === target);
    if (own.length > 0) return own;
  }
  return [...requests];
}

function memberOf(
  target: string,
  lines: readonly ScalingLine[],
  { weights, plan }: { weights: readonly ScalingLine[]; plan: RangePlan },
): MemberFigures {
  const own = weights.filter(({ dimensions }) => dimensions.target === target);
  const unknown = new Array<number | null>(plan.points).fill(null);
  const requestCount = sumOf(lines, "requests", plan.points);
  return {
    instance: target,
    weight: lastOf(own, "weight", plan.points),
    totals: { requestCount, errorRatio: null, meanMs: null, p95Ms: null },
    counts: unknown.map((_, slot) => sumOf(lines, "requests", slot)),
    means: unknown,
    p95s: unknown,
  };
}
