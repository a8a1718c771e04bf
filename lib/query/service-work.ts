import { type Day, type DayRange, dayAt, dayStartMs } from "@/lib/domain/cost-days.ts";
import { SELF_SERVICE, type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { loadMatrix, planFor } from "./request-loading.ts";
import type { RequestFilters } from "./request-selection.ts";

const HOUR_SECONDS = 3_600;

/** What a service did in a range of days. */
export type ServiceWork = ServiceKey & {
  requestCount: number;
  /** Hours in which an instance answered, of all instances; null: it names no instances. */
  instanceHours: number | null;
  byDay: ReadonlyMap<Day, { requestCount: number; instanceHours: number }>;
};

const EVERYTHING: RequestFilters = {
  ...{ service: [], namespace: [], environment: [], route: [] },
  ...{ method: [], status: [], instance: [], version: [] },
};

/** Requests and instance hours of every service but Headroom itself, by day. */
export async function serviceWork(range: DayRange, nowMs: number): Promise<ServiceWork[]> {
  const fromMs = dayStartMs(range.from);
  const toMs = Math.min(dayStartMs(range.to), nowMs);
  if (fromMs >= toMs) return [];
  const plan = planFor({ fromMs, toMs }, HOUR_SECONDS, nowMs, fromMs);
  const { matrix, selection } = await loadMatrix(EVERYTHING, ["service", "instance"], plan, nowMs);
  const hours = plan.stepSeconds / HOUR_SECONDS;
  const found = new Map<string, Found>();
  for (const [group, cells] of matrix.groups) {
    const {
      namespace = "",
      service = "",
      environment = "",
      instance = "",
    } = selection.keyOf(group);
    if (service === SELF_SERVICE) continue;
    const key = { namespace, service, environment };
    const text = serviceKeyText(key);
    const own: Found = found.get(text) ?? { key, namesInstances: true, byDay: new Map() };
    found.set(text, own);
    if (instance === "") own.namesInstances = false;
    for (const [slot, cell] of cells) {
      const day = dayAt((plan.first + slot * plan.stepSeconds) * 1_000);
      const known = own.byDay.get(day) ?? { requestCount: 0, instanceHours: 0 };
      own.byDay.set(day, {
        requestCount: known.requestCount + cell.count,
        instanceHours: known.instanceHours + (cell.count > 0 ? hours : 0),
      });
    }
  }
  return [...found.values()].map(toWork);
}

type Found = {
  key: ServiceKey;
  namesInstances: boolean;
  byDay: Map<Day, { requestCount: number; instanceHours: number }>;
};

function toWork({ key, namesInstances, byDay }: Found): ServiceWork {
  const days = [...byDay.values()];
  return {
    ...{ ...key, byDay, requestCount: days.reduce((sum, one) => sum + one.requestCount, 0) },
    instanceHours: namesInstances ? days.reduce((sum, one) => sum + one.instanceHours, 0) : null,
  };
}

/**
 * The part of a range from the first day of which requests tell on: an amount of more days than were counted would make
 * each request too dear. Null: no request was counted.
 */
export function countedDays(range: DayRange, work: readonly ServiceWork[]): DayRange | null {
  const [first] = work
    .flatMap(({ byDay }) => [...byDay])
    .flatMap(([day, { requestCount }]) => (requestCount > 0 && day < range.to ? [day] : []))
    .sort();
  return first === undefined ? null : { from: first, to: range.to };
}
