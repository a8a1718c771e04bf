import type { ClientBase } from "pg";
import type {
  ScalingFigures,
  ScalingGroup,
  ScalingKey,
  ScalingParams,
  ScalingResponse,
} from "@/lib/contract/scaling.ts";
import { SCALING_LENS, WEIGHT_LENS } from "@/lib/domain/scaling-lens.ts";
import { loadInstanceWeights } from "@/lib/store/instance-weights.ts";
import { answerConcern, type ConcernFound, type ConcernQuestion } from "./concern-answer.ts";
import { readLens } from "./lens-lines.ts";
import type { RangePlan } from "./range-plan.ts";
import { balancerGroups } from "./scaling-balancers.ts";
import { clusterGroups } from "./scaling-clusters.ts";
import type { ScalingDetail } from "./scaling-figures.ts";
import type { ScalingLine } from "./scaling-lines.ts";
import { worstSkew } from "./scaling-members.ts";
import { instancesFromMs, readServices } from "./scaling-services.ts";
import { InstanceWeights } from "./scaling-weights.ts";

type Extras = { instancesFrom: string };
type Found = ConcernFound<ScalingKey, ScalingFigures, Extras, ScalingDetail>;

/** So many instances are told of point by point. */
const MOST_COURSES = 100;

/**
 * Instances of services and who got which share of the requests, autoscalers against their limits, deployments and
 * load balancers, over a range and point by point. Throws `ParameterError`.
 */
export async function queryScaling(params: ScalingParams, nowMs: number): Promise<ScalingResponse> {
  const { extras, groups, ...answer } = await answerConcern(params, nowMs, readScaling);
  return { ...answer, ...extras, groups: shorten(groups) };
}

async function readScaling(client: ClientBase, question: ConcernQuestion): Promise<Found> {
  const { plan, lines, passed } = await readLens(client, { ...question, lens: SCALING_LENS });
  const weights = new InstanceWeights(
    await readWeights(client, question, plan),
    await loadInstanceWeights(client),
    plan.points,
  );
  const services = await readServices(question, plan, weights);
  const groups = [
    ...services,
    ...clusterGroups(lines, { plan, passed }),
    ...balancerGroups(lines, plan),
  ];
  const instancesFrom = new Date(instancesFromMs(question)).toISOString();
  return { plan, groups, extras: { instancesFrom } };
}

async function readWeights(
  client: ClientBase,
  question: ConcernQuestion,
  { stepSeconds }: RangePlan,
): Promise<ScalingLine[]> {
  const filters = { ...question.filters, service: [], namespace: [], instance: [] };
  const asked = { ...question, filters, step: stepSeconds, lens: WEIGHT_LENS };
  return (await readLens(client, asked)).lines;
}

/** A hundred instances keep their points, those of the most uneven or slow groups first. */
function shorten(groups: readonly ScalingGroup[]): ScalingGroup[] {
  const trouble = ({ members }: ScalingGroup) =>
    Math.abs(worstSkew(members) ?? 0) + (members.some(({ slow }) => slow.length > 0) ? 1 : 0);
  const order = groups.map((_, i) => i);
  order.sort((a, b) => {
    const [left, right] = [groups[a], groups[b]];
    return left && right ? trouble(right) - trouble(left) : 0;
  });
  const kept = new Set<number>();
  let courses = 0;
  for (const i of order) {
    courses += groups[i]?.members.length ?? 0;
    if (courses > MOST_COURSES && kept.size > 0) break;
    kept.add(i);
  }
  return groups.map((group, i) =>
    kept.has(i)
      ? group
      : { ...group, members: group.members.map((member) => ({ ...member, points: [] })) },
  );
}
