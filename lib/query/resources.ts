import type { ClientBase } from "pg";
import type {
  ResourceFigures,
  ResourceGroup,
  ResourceKey,
  ResourcesParams,
  ResourcesResponse,
} from "@/lib/contract/resources.ts";
import { RESOURCE_LENS } from "@/lib/domain/resource-lens.ts";
import { resourceCondition } from "@/lib/domain/resources.ts";
import { answerConcern, type ConcernQuestion, pointsOf } from "./concern-answer.ts";
import { readLens } from "./lens-lines.ts";
import { type ResourceLine, resourceFigures } from "./resource-figures.ts";

/** What hosts, containers and instances used, over a range and point by point. Throws `ParameterError`. */
export async function queryResources(
  params: ResourcesParams,
  nowMs: number,
): Promise<ResourcesResponse> {
  const {
    extras: _,
    groups,
    ...answer
  } = await answerConcern(params, nowMs, (client, question) =>
    readResources(client, question, params),
  );
  return {
    ...answer,
    groups: groups.map((group) => ({ ...group, condition: conditionOf(group.points) })),
  };
}

async function readResources(
  client: ClientBase,
  question: ConcernQuestion,
  wanted: Pick<ResourcesParams, "host" | "container">,
) {
  const { plan, lines, passed } = await readLens(client, { ...question, lens: RESOURCE_LENS });
  const things = new Map<string, { key: ResourceKey; lines: ResourceLine[] }>();
  for (const line of lines) {
    const { host, container } = line.dimensions;
    if (!passes(wanted.host, host) || !passes(wanted.container, container)) continue;
    const { namespace, service, environment, instance } = line;
    const key = { namespace, service, environment, instance, host, container };
    const text = JSON.stringify(Object.values(key));
    const thing = things.get(text) ?? { key, lines: [] };
    things.set(text, thing);
    thing.lines.push(line);
  }
  const groups = [...things.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, lines }]) => {
      const at = resourceFigures(lines, passed);
      return { key, totals: at(plan.points), points: pointsOf(plan, at) };
    });
  return { plan, groups, extras: {} };
}

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

function conditionOf(points: readonly ResourceFigures[]): ResourceGroup["condition"] {
  const course = (figure: keyof ResourceFigures) => points.map((point) => point[figure]);
  return resourceCondition({
    limits: [
      course("cpuUtilization"),
      course("memoryUtilization"),
      course("eventLoopUtilization"),
      course("filesystemUtilization"),
    ],
    cpu: course("cpuUtilization"),
  });
}
