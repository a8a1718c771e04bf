import type { ClientBase } from "pg";
import type {
  ResourceFigures,
  ResourceGroup,
  ResourceKey,
  ResourcesParams,
  ResourcesResponse,
} from "@/lib/contract/resources.ts";
import { largestKnown, sumOfKnown } from "@/lib/domain/known-figures.ts";
import {
  RESOURCE_LENS,
  type ResourceDimension,
  type ResourceMeasure,
} from "@/lib/domain/resource-lens.ts";
import { RESOURCE_CHARTS, resourceCondition } from "@/lib/domain/resources.ts";
import {
  answerConcern,
  type ConcernFound,
  type ConcernQuestion,
  type FoundGroup,
} from "./concern-answer.ts";
import { type LensAnswer, readLens } from "./lens-lines.ts";
import { onceByLines } from "./once-by-lines.ts";
import { onceBySeries } from "./once-by-series.ts";
import { type ResourceLine, type ResourceReader, resourceReader } from "./resource-figures.ts";

/** What hosts, containers and instances used, over a range and point by point. Throws `ParameterError`. */
export async function queryResources(
  params: ResourcesParams,
  nowMs: number,
): Promise<ResourcesResponse> {
  const { extras: _, ...answer } = await answerConcern(params, nowMs, (client, question) =>
    readResources(client, question, params),
  );
  return answer;
}

/** What no host, container or instance is judged by. */
const SPARE = {
  measures: new Set<ResourceMeasure>([
    ...(["heapUsedBytes", "heapLimitBytes", "eventLoopDelayP99Ms", "gcMs"] as const),
    ...(["diskReadBytes", "diskWriteBytes", "diskBusySeconds"] as const),
    ...(["networkReceiveBytes", "networkTransmitBytes"] as const),
  ]),
  thingOf: (one: Sender): string => JSON.stringify(Object.values(keyOf(one))),
};

type Group = FoundGroup<ResourceKey, ResourceFigures> & Pick<ResourceGroup, "condition">;
type WholeFigure = Exclude<keyof NonNullable<ResourcesResponse["whole"]>, "at">;
type Found = ConcernFound<
  ResourceKey,
  ResourceFigures,
  null,
  Pick<ResourceGroup, "condition">,
  WholeFigure
>;

/** What everything used in one range, and how it is. */
export async function readResources(
  client: ClientBase,
  question: ConcernQuestion,
  wanted: Pick<ResourcesParams, "host" | "container">,
): Promise<Found> {
  const { plan, lines, passed } = await readLens(client, {
    ...question,
    lens: RESOURCE_LENS,
    spare: question.isJudged ? SPARE : undefined,
  });
  const things = new Map<string, { key: ResourceKey; lines: ResourceLine[] }>();
  for (const line of lines) {
    const { host, container } = line.dimensions;
    if (!passes(wanted.host, host) || !passes(wanted.container, container)) continue;
    const { key, text } = named(line);
    const thing = things.get(text) ?? { key, lines: [] };
    things.set(text, thing);
    thing.lines.push(line);
  }
  const found = [...things.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, lines }]) => {
      const on = { key, passed, points: plan.points, isWhole: question.isWhole === true };
      // What has passed of a bucket counts for what is counted alone.
      const isOfLevels = !on.isWhole && lines.every(({ kind }) => kind === "gauge");
      return isOfLevels ? ofLevels(lines, on) : thingOf(lines, on);
    });
  const groups = found.map(({ group }) => group);
  return { plan, groups, extras: null, drawn: () => drawnOf(found) };
}

type ThingOn = {
  key: ResourceKey;
  passed: LensAnswer<ResourceDimension, ResourceMeasure>["passed"];
  points: number;
  isWhole: boolean;
};

function thingOf(
  lines: readonly ResourceLine[],
  { key, passed, points, isWhole }: ThingOn,
): { group: Group; read: ResourceReader } {
  const read = resourceReader(lines, passed);
  const group: Group = {
    key,
    condition: isWhole ? null : conditionOf(read, points),
    totals: read.figures(points),
    at: read.figures,
    course: read.cpuUtilization,
  };
  return { group, read };
}

const ofLevels = onceByLines(thingOf);

/** What the page draws: its three charts by what was used of all, and what all used together. */
function drawnOf(found: readonly { group: Group; read: ResourceReader }[]) {
  const of = (figure: (typeof RESOURCE_CHARTS)[number]) =>
    found
      .map(({ group }) => group)
      .filter(({ totals }) => totals[figure] !== null)
      .sort((a, b) => (b.totals[figure] ?? 0) - (a.totals[figure] ?? 0));
  const all =
    (figure: WholeFigure, merge: (values: readonly (number | null)[]) => number | null) =>
    (slot: number) =>
      merge(found.map(({ read }) => read[figure](slot)));
  return {
    charts: RESOURCE_CHARTS.map(of),
    whole: {
      cpuUtilization: all("cpuUtilization", largestKnown),
      memoryUsageBytes: all("memoryUsageBytes", sumOfKnown),
      eventLoopUtilization: all("eventLoopUtilization", largestKnown),
      networkBytesPerSecond: all("networkBytesPerSecond", sumOfKnown),
    },
  };
}

type Sender = Pick<ResourceLine, "namespace" | "service" | "environment" | "instance"> & {
  dimensions: Pick<ResourceLine["dimensions"], "host" | "container">;
};

const keyOf = ({
  namespace,
  service,
  environment,
  instance,
  dimensions: { host, container },
}: Sender): ResourceKey => ({ namespace, service, environment, instance, host, container });

const named = onceBySeries((line: ResourceLine) => {
  const key = keyOf(line);
  return { key, text: JSON.stringify(Object.values(key)) };
});

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

function conditionOf(read: ResourceReader, points: number): ResourceGroup["condition"] {
  const course = (figure: Exclude<keyof ResourceReader, "figures">) =>
    Array.from({ length: points }, (_, slot) => read[figure](slot));
  const cpu = course("cpuUtilization");
  return resourceCondition({
    limits: [
      cpu,
      course("memoryUtilization"),
      course("eventLoopUtilization"),
      course("filesystemUtilization"),
    ],
    cpu,
  });
}
