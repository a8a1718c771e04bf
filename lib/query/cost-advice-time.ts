import { type CacheGroup, cachesParams } from "@/lib/contract/caches.ts";
import { databasesParams } from "@/lib/contract/databases.ts";
import { shareBars } from "@/lib/domain/advice-bars.ts";
import { LOADER_LAYER, PROXY_LAYER } from "@/lib/domain/caches.ts";
import {
  type Advice,
  type CdnFacts,
  cacheAdvice,
  cdnAdvice,
  type MissingAdvice,
  nPlusOneAdvice,
} from "@/lib/domain/cost-advice.ts";
import { type DayRange, dayStartMs } from "@/lib/domain/cost-days.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { queryCaches } from "./caches.ts";
import type { PricedService } from "./cost-prices.ts";
import type { CostFrame } from "./cost-selection.ts";
import { queryDatabases } from "./databases.ts";

/** What advice is worked out from. */
export type AdviceFacts = {
  frame: CostFrame;
  range: DayRange;
  days: number;
  prices: ReadonlyMap<string, PricedService>;
  nowMs: number;
};

const DAY_SECONDS = 86_400;
const MOST_FINDINGS = 5;

/** Advice that is priced by the time of requests: caches, N+1, static files. */
export async function adviseOnTime(
  facts: AdviceFacts,
): Promise<{ advice: Advice[]; missing: MissingAdvice[] }> {
  const { range, prices, days, nowMs } = facts;
  const asked = {
    from: new Date(dayStartMs(range.from)).toISOString(),
    to: new Date(Math.min(dayStartMs(range.to), nowMs)).toISOString(),
    step: DAY_SECONDS,
  };
  const priceOf = (key: Parameters<typeof serviceKeyText>[0]) =>
    prices.get(serviceKeyText(key))?.price ?? null;
  const { groups } = await queryCaches(cachesParams.parse(asked), nowMs);
  const caches = groups
    .filter(({ key }) => key.layer !== LOADER_LAYER)
    .map(({ key, totals }) => ({
      name: `${key.cache} ${key.layer}`,
      price: priceOf(key),
      savedMs: totals.savedMs ?? 0,
      hits: totals.hits ?? 0,
    }));
  const { nPlusOnes } = await queryDatabases(databasesParams.parse(asked), nowMs);
  const found = nPlusOnes.slice(0, MOST_FINDINGS).flatMap((one) => {
    const { key, lostMs, occurrences } = one;
    const price = priceOf(key);
    const bars = shareBars(
      "share of all time lost to N+1",
      nPlusOnes.map((other) => ({
        ...{ label: `${other.key.service} ${other.key.route}`, value: other.lostMs },
        isMarked: other === one,
      })),
    );
    const { service, route, statement } = key;
    return price === null
      ? []
      : [nPlusOneAdvice({ service, route, statement, lostMs, occurrences, price, bars }, { days })];
  });
  const cdn = cdnFacts(groups, prices);
  const files = [...prices.values()].flatMap(({ price, name, ...one }) =>
    price === null ? [] : (cdnAdvice({ ...one, service: name, price, cdn }, { days }) ?? []),
  );
  const worth = cacheAdvice(caches, { days });
  return {
    advice: [...(worth ? [worth] : []), ...found, ...files],
    missing: missingOf({ prices, caches }),
  };
}

/** What caches before all services answered; null: none tells of itself. */
function cdnFacts(groups: readonly CacheGroup[], prices: AdviceFacts["prices"]): CdnFacts | null {
  const before = groups.filter(
    ({ key, totals }) => key.layer === PROXY_LAYER && totals.hits !== null,
  );
  if (before.length === 0) return null;
  return {
    names: [...new Set(before.map(({ key }) => key.cache))].sort(),
    hits: before.reduce((sum, { totals }) => sum + (totals.hits ?? 0), 0),
    staticCount: [...prices.values()].reduce((sum, { staticCount }) => sum + staticCount, 0),
  };
}

function missingOf({
  prices,
  caches,
}: {
  prices: AdviceFacts["prices"];
  caches: readonly { price: object | null; savedMs: number }[];
}): MissingAdvice[] {
  if ([...prices.values()].every(({ price }) => price === null)) {
    const needs =
      "Requests and mapped bill lines of the same whole days: without them the time of a request has no price.";
    return [
      { kind: "cache", needs },
      { kind: "n-plus-one", needs },
      { kind: "cdn", needs },
    ];
  }
  const needs = "Caches that tell how long a look-up and the layer behind it take.";
  return caches.some(({ savedMs }) => savedMs > 0) ? [] : [{ kind: "cache", needs }];
}
