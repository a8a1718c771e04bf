import { resourcesParams } from "@/lib/contract/resources.ts";
import { type DayRange, dayStartMs } from "@/lib/domain/cost-days.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { queryResources } from "./resources.ts";

const STEP_SECONDS = 86_400;

/** Mean cores that the instances of each service used together, by `serviceKeyText`; who tells none is missing. */
export async function readCpuCores(range: DayRange, nowMs: number): Promise<Map<string, number>> {
  const asked = {
    from: new Date(dayStartMs(range.from)).toISOString(),
    to: new Date(Math.min(dayStartMs(range.to), nowMs)).toISOString(),
    step: STEP_SECONDS,
  };
  const { groups } = await queryResources(resourcesParams.parse(asked), nowMs);
  const cores = new Map<string, number>();
  for (const { key, points } of groups) {
    const told = points.flatMap(({ cpuCores }) => cpuCores ?? []);
    if (told.length === 0) continue;
    const text = serviceKeyText(key);
    // An instance that lived a day of ten counts a tenth.
    const mean = told.reduce((sum, one) => sum + one, 0) / points.length;
    cores.set(text, (cores.get(text) ?? 0) + mean);
  }
  return cores;
}
