import { type CostMapping, costMapping } from "@/lib/contract/cost-services.ts";
import type { Day, DayRange } from "@/lib/domain/cost-days.ts";
import {
  type CostLineGroup,
  ENVIRONMENT_TAGS,
  type MappedCosts,
  type MappedService,
  type MappingRule,
  mapCosts,
  NAMESPACE_TAGS,
  SERVICE_TAGS,
} from "@/lib/domain/cost-mapping.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { readPool, writePool } from "@/lib/platform/db.ts";
import { replaceMappingRules, selectMappingRules } from "@/lib/store/cost-mapping.ts";
import { selectCostSums } from "@/lib/store/cost-sums.ts";
import type { Asking } from "./boards.ts";
import { type CostFrame, dimensionOf } from "./cost-selection.ts";
import { readCpuCores } from "./service-cpu.ts";
import type { ServiceWork } from "./service-work.ts";

/** The rules in their order. */
export async function queryMapping(): Promise<CostMapping> {
  return costMapping.parse({ rules: await selectMappingRules(readPool()) });
}

/** Puts rules in the place of all that there were. */
export async function replaceMapping(
  given: CostMapping,
  { author, nowMs }: Asking,
): Promise<CostMapping> {
  await replaceMappingRules(writePool(), given.rules, { owner: author, nowMs });
  return given;
}

const PLAIN = ["service", "account", "region", "category", "chargeCategory"];
const TAGS = [...SERVICE_TAGS, ...NAMESPACE_TAGS, ...ENVIRONMENT_TAGS].map((tag) => `tag:${tag}`);

type DatedGroup = CostLineGroup & { start: Day | null };

/** Lines of a range by all that rules and tags look at: of each day or month, and of the whole range (`start` null). */
async function readGroups(
  frame: CostFrame,
  { range, granularity }: { range: DayRange; granularity: "day" | "month" },
  rules: readonly MappingRule[],
): Promise<DatedGroup[]> {
  if (frame.chosen === null) return [];
  const names = [...new Set([...PLAIN, ...TAGS, ...rules.map(({ dimension }) => dimension)])];
  const sums = await selectCostSums(readPool(), {
    ...{ ...frame.selectionOf(range), ...frame.chosen, granularity },
    groupBy: names.map(dimensionOf),
  });
  return sums.map(({ names: values, start, amount }) => ({
    dimensions: Object.fromEntries(names.map((name, place) => [name, values[place] ?? ""])),
    ...{ start, amount },
  }));
}

type MappedRange = { range: DayRange; work: readonly ServiceWork[]; nowMs: number };

/** Who can be given costs of a range, with what they share by. */
async function sharersOf(
  rules: readonly MappingRule[],
  { range, work, nowMs }: MappedRange,
): Promise<MappedService[]> {
  const needsCpu = rules.some(({ target }) => target.kind === "shared" && target.by === "cpu");
  const cores = needsCpu ? await readCpuCores(range, nowMs) : new Map<string, number>();
  return work.map((one) => ({
    ...{ namespace: one.namespace, service: one.service, environment: one.environment },
    ...{ requestCount: one.requestCount, cpuCores: cores.get(serviceKeyText(one)) ?? null },
  }));
}

/** What each service cost in a range; `only` picks lines, such as usage alone. */
export async function mapRange(
  frame: CostFrame,
  asked: MappedRange,
  only: (group: CostLineGroup) => boolean = () => true,
): Promise<MappedCosts> {
  const { rules } = await queryMapping();
  const groups = await readGroups(frame, { range: asked.range, granularity: "month" }, rules);
  const whole = groups.filter((group) => group.start === null && only(group));
  return mapCosts(whole, { rules, services: await sharersOf(rules, asked) });
}

/**
 * The same day by day, of days that a bill tells of. What is shared is split by what the whole range tells, so that the
 * days add up to it.
 */
export async function mapDays(
  frame: CostFrame,
  asked: MappedRange,
): Promise<Map<Day, MappedCosts>> {
  const { rules } = await queryMapping();
  const services = await sharersOf(rules, asked);
  const byDay = new Map<Day, CostLineGroup[]>();
  for (const group of await readGroups(frame, { range: asked.range, granularity: "day" }, rules)) {
    if (group.start === null) continue;
    byDay.set(group.start, [...(byDay.get(group.start) ?? []), group]);
  }
  return new Map([...byDay].map(([day, groups]) => [day, mapCosts(groups, { rules, services })]));
}
