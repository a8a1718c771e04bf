import { setTimeout as sleep } from "node:timers/promises";
import { costServicesParams } from "@/lib/contract/cost-services.ts";
import type { OverviewService } from "@/lib/contract/overview.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { log } from "@/lib/platform/log.ts";
import { queryCostServices } from "./cost-services.ts";

type Costs = ReadonlyMap<string, NonNullable<OverviewService["costs"]>>;

/** Bills change a few times a day, and every open page asks for the overview. */
const FRESH_FOR_MS = 300_000;
const recent = new CountedCache<string, Promise<Costs>>("overview costs", {
  max: 2,
  ttl: FRESH_FOR_MS,
});

const NONE: Costs = new Map();
/** An overview waits no longer for bills: it is looked at when something is wrong. */
const LONGEST_WAIT_MS = 2_000;

/**
 * What bills of the last 30 days give to each service, by `serviceKeyText`; a few minutes old at most. Nothing while
 * that cannot be read, or not yet.
 */
export async function overviewCosts(nowMs: number): Promise<Costs> {
  try {
    return await Promise.race([recentCosts(nowMs), sleep(LONGEST_WAIT_MS, NONE, { ref: false })]);
  } catch (error) {
    log.warn("the overview has no costs", { reason: String(error) });
    return NONE;
  }
}

function recentCosts(nowMs: number): Promise<Costs> {
  const key = new Date(nowMs).toISOString().slice(0, 10);
  const known = recent.get(key);
  if (known) return known;
  const costs = readCosts(nowMs);
  recent.set(key, costs);
  costs.catch(() => recent.delete(key));
  return costs;
}

async function readCosts(nowMs: number): Promise<Costs> {
  const { currency, services } = await queryCostServices(costServicesParams.parse({}), nowMs);
  if (currency === null) return new Map();
  return new Map(
    services.flatMap(({ total, perThousandRequests, ...key }) =>
      total === "0" ? [] : [[serviceKeyText(key), { currency, total, perThousandRequests }]],
    ),
  );
}
