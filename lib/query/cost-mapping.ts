import { type CostMapping, costMapping } from "@/lib/contract/cost-services.ts";
import type { DayRange } from "@/lib/domain/cost-days.ts";
import {
  type CostLineGroup,
  ENVIRONMENT_TAGS,
  type MappedCosts,
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

/** Lines of a range by all that rules and tags look at. */
async function readGroups(
  frame: CostFrame,
  range: DayRange,
  rules: readonly MappingRule[],
): Promise<CostLineGroup[]> {
  if (frame.chosen === null) return [];
  const names = [...new Set([...PLAIN, ...TAGS, ...rules.map(({ dimension }) => dimension)])];
  const sums = await selectCostSums(readPool(), {
    ...{ ...frame.selectionOf(range), ...frame.chosen, granularity: "month" },
    groupBy: names.map(dimensionOf),
  });
  return sums
    .filter(({ start }) => start === null)
    .map(({ names: values, amount }) => ({
      dimensions: Object.fromEntries(names.map((name, place) => [name, values[place] ?? ""])),
      amount,
    }));
}

/** What each service cost in a range; `only` picks lines, such as usage alone. */
export async function mapRange(
  frame: CostFrame,
  { range, work, nowMs }: { range: DayRange; work: readonly ServiceWork[]; nowMs: number },
  only: (group: CostLineGroup) => boolean = () => true,
): Promise<MappedCosts> {
  const { rules } = await queryMapping();
  const groups = (await readGroups(frame, range, rules)).filter(only);
  const needsCpu = rules.some(({ target }) => target.kind === "shared" && target.by === "cpu");
  const cores = needsCpu ? await readCpuCores(range, nowMs) : new Map<string, number>();
  const services = work.map((one) => ({
    ...{ namespace: one.namespace, service: one.service, environment: one.environment },
    ...{ requestCount: one.requestCount, cpuCores: cores.get(serviceKeyText(one)) ?? null },
  }));
  return mapCosts(groups, { rules, services });
}
