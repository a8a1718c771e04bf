import type { ServicePrice } from "@/lib/domain/cost-advice.ts";
import { isStaticRoute } from "@/lib/domain/cost-advice.ts";
import { type DayRange, dayStartMs } from "@/lib/domain/cost-days.ts";
import type { GivenCost } from "@/lib/domain/cost-mapping.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { mapRange } from "./cost-mapping.ts";
import type { CostFrame } from "./cost-selection.ts";
import { requestTotals } from "./request-things.ts";
import { serviceWork } from "./service-work.ts";

/** What a service cost and how long its requests took, in a range. */
export type PricedService = {
  name: string;
  cost: number;
  /** Of lines of the category Compute that are its alone: what its instances cost. Null: none is told. */
  computeCost: number | null;
  requestCount: number;
  seconds: number;
  staticCount: number;
  staticSeconds: number;
  /** Null: it cost nothing or answered nothing, so its time has no price. */
  price: ServicePrice | null;
};

/** By `serviceKeyText`; usage alone, since credits and taxes do not follow load. */
export async function readPrices(
  frame: CostFrame,
  range: DayRange,
  nowMs: number,
): Promise<Map<string, PricedService>> {
  const work = await serviceWork(range, nowMs);
  const isUsage = ({ dimensions }: { dimensions: Readonly<Record<string, string>> }) =>
    dimensions.chargeCategory === "Usage";
  const { services, given } = await mapRange(frame, { range, work, nowMs }, isUsage);
  const compute = computeOf(given);
  const times = await routeTimes(range, nowMs);
  return new Map(
    services.map((one) => {
      const text = serviceKeyText(one);
      const cost = one.direct.plus(one.shared).toNumber();
      const time = times.get(text) ?? { seconds: 0, staticCount: 0, staticSeconds: 0 };
      const price =
        cost > 0 && time.seconds > 0
          ? { name: one.service, costPerSecond: cost / time.seconds }
          : null;
      const computeCost = compute.get(text) ?? null;
      const { service: name, requestCount } = one;
      return [text, { ...time, name, cost, computeCost, requestCount, price }];
    }),
  );
}

/** By `serviceKeyText`. */
function computeOf(given: readonly GivenCost[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { to, group, amount, why } of given) {
    if (why.sharedBy !== null || !/compute/i.test(group.dimensions.category ?? "")) continue;
    const text = serviceKeyText(to);
    sums.set(text, (sums.get(text) ?? 0) + amount.toNumber());
  }
  return sums;
}

type Times = { seconds: number; staticCount: number; staticSeconds: number };

async function routeTimes(range: DayRange, nowMs: number): Promise<Map<string, Times>> {
  const fromMs = dayStartMs(range.from);
  const toMs = Math.min(dayStartMs(range.to), nowMs);
  const found = new Map<string, Times>();
  const groupBy = ["service", "route"];
  for (const thing of await requestTotals({ filters: {}, groupBy, fromMs, toMs }, nowMs)) {
    const { namespace = "", service = "", environment = "", route = "" } = thing.key;
    const text = serviceKeyText({ namespace, service, environment });
    const own = found.get(text) ?? { seconds: 0, staticCount: 0, staticSeconds: 0 };
    found.set(text, own);
    const count = thing.count ?? 0;
    const seconds = (count * (Number(thing.figures.meanMs ?? 0) || 0)) / 1_000;
    own.seconds += seconds;
    if (!isStaticRoute(route)) continue;
    own.staticCount += count;
    own.staticSeconds += seconds;
  }
  return found;
}
