import type { DecimalText } from "./costs.ts";
import { Money, moneyText, sumMoney, UNIT_DIGITS } from "./money.ts";

/**
 * Why the cost of 1,000 requests changed. `traffic`: other services are asked, relative to each other. `price`: an hour
 * of an instance costs other money. `instances`, `deploys`: instance hours for each request that no cache answers,
 * before and from the first new version on. `hitRatio`: the share that caches answer. `use`: cost of a request of services
 * that tell no instances. `charges`: credits, taxes, purchases. `unmapped`: what is given to no service that answers requests.
 */
export const BRIDGE_PARTS = [
  "traffic",
  "price",
  "instances",
  "deploys",
  "hitRatio",
  "use",
  "charges",
  "unmapped",
] as const;
export type BridgePart = (typeof BRIDGE_PARTS)[number];

/** A service in one period. Costs are exact. */
export type BridgeSide = {
  cost: DecimalText;
  requestCount: number;
  /** Null: it names no instances. */
  instanceHours: number | null;
  /** 0 to 1; null: it has no cache. */
  hitRatio: number | null;
};

export type BridgeService = {
  name: string;
  before: BridgeSide;
  after: BridgeSide;
  /** Instance hours and requests of the days of the later period before its first new version; null: none came. */
  untilDeploy: { requestCount: number; instanceHours: number } | null;
};

/** A whole period: requests of all services, charges that are no usage, and what is mapped to no service. */
export type BridgeTotals = { requestCount: number; charges: DecimalText; unmapped: DecimalText };

export type BridgeInput = {
  services: readonly BridgeService[];
  before: BridgeTotals;
  after: BridgeTotals;
};

/** Parts of the change, exact: they add up to `after` less `before`, to the last digit. */
export type CostBridge = {
  before: DecimalText;
  after: DecimalText;
  parts: {
    id: BridgePart;
    amount: DecimalText;
    services: { name: string; amount: DecimalText }[];
  }[];
};

/** A factor of a service's cost for each request of all, before and after. */
type Factor = { id: BridgePart; before: Money; after: Money };

/**
 * Explains the change of the cost of 1,000 requests. A service's cost for each request of all is a product: its share of
 * the requests × cost of an instance hour × instance hours for each request that no cache answers × share that no cache
 * answers. What each factor did is its Shapley value: the mean of its effect over all orders in which they may change. Null:
 * a period without requests.
 */
export function explainUnitCost({ services, before, after }: BridgeInput): CostBridge | null {
  if (before.requestCount <= 0 || after.requestCount <= 0) return null;
  const [wasAll, isAll] = [new Money(before.requestCount), new Money(after.requestCount)];
  const effects = new Map<BridgePart, Map<string, Money>>(
    BRIDGE_PARTS.map((id) => [id, new Map()]),
  );
  const add = (id: BridgePart, name: string, amount: Money) =>
    effects.get(id)?.set(name, amount.plus(effects.get(id)?.get(name) ?? 0));
  for (const service of services) {
    const factors = factorsOf(service, { wasAll, isAll });
    if (factors === null) {
      const was = new Money(service.before.cost).div(wasAll);
      const is = new Money(service.after.cost).div(isAll);
      // A service that came or went is another mix of services; one with cost alone serves nobody.
      const answers = service.before.requestCount + service.after.requestCount > 0;
      add(answers ? "traffic" : "unmapped", service.name, is.minus(was));
      continue;
    }
    shapley(factors).forEach((effect, place) => {
      const id = factors[place]?.id;
      if (id) add(id, service.name, effect);
    });
  }
  const change = (was: DecimalText, is: DecimalText) =>
    new Money(is).div(isAll).minus(new Money(was).div(wasAll));
  add("charges", "", change(before.charges, after.charges));
  add("unmapped", "", change(before.unmapped, after.unmapped));
  const costOf = (side: "before" | "after", totals: BridgeTotals) =>
    sumMoney([...services.map((one) => one[side].cost), totals.charges, totals.unmapped])
      .times(1_000)
      .div(totals.requestCount)
      .toDecimalPlaces(UNIT_DIGITS);
  return rounded(costOf("before", before), costOf("after", after), effects);
}

/** Null: it answered nothing in one of the periods, so that its cost is no product there. */
function factorsOf(
  { before, after, untilDeploy }: BridgeService,
  { wasAll, isAll }: { wasAll: Money; isAll: Money },
): Factor[] | null {
  const one = new Money(1);
  if (before.requestCount <= 0 || after.requestCount <= 0) return null;
  const traffic = {
    id: "traffic" as const,
    before: new Money(before.requestCount).div(wasAll),
    after: new Money(after.requestCount).div(isAll),
  };
  const hits = hitFactor(before.hitRatio, after.hitRatio);
  const [was, is] = [
    new Money(before.requestCount).times(hits.before),
    new Money(after.requestCount).times(hits.after),
  ];
  const [wasCost, isCost] = [new Money(before.cost), new Money(after.cost)];
  if (!before.instanceHours || !after.instanceHours) {
    return [traffic, hits, { id: "use", before: wasCost.div(was), after: isCost.div(is) }];
  }
  const hoursEach = new Money(before.instanceHours).div(was);
  const hoursEachNow = new Money(after.instanceHours).div(is);
  const early = untilDeploy && untilDeploy.requestCount > 0 && untilDeploy.instanceHours > 0;
  const until = !untilDeploy
    ? hoursEachNow
    : early
      ? new Money(untilDeploy.instanceHours).div(
          new Money(untilDeploy.requestCount).times(hits.after),
        )
      : hoursEach;
  return [
    traffic,
    hits,
    {
      id: "price",
      before: wasCost.div(before.instanceHours),
      after: isCost.div(after.instanceHours),
    },
    { id: "instances", before: hoursEach, after: until },
    { id: "deploys", before: one, after: hoursEachNow.div(until) },
  ];
}

/** Shares that no cache answers; both are 1 where one of them is not told, or where a cache answers everything. */
function hitFactor(was: number | null, is: number | null): Factor {
  const known = was !== null && is !== null && was < 1 && is < 1;
  return {
    id: "hitRatio",
    before: known ? new Money(1).minus(was) : new Money(1),
    after: known ? new Money(1).minus(is) : new Money(1),
  };
}

/** The Shapley value of each factor of a product: they add up to the change of the product. */
function shapley(factors: readonly Factor[]): Money[] {
  const count = factors.length;
  const weights = Array.from({ length: count }, (_, size) =>
    new Money(factorial(size) * factorial(count - 1 - size)).div(factorial(count)),
  );
  return factors.map((factor, place) => {
    const difference = factor.after.minus(factor.before);
    let effect = new Money(0);
    for (let changed = 0; changed < 1 << count; changed++) {
      if (changed & (1 << place)) continue;
      let product = difference;
      let size = 0;
      factors.forEach((other, at) => {
        if (at === place) return;
        const isChanged = (changed & (1 << at)) !== 0;
        if (isChanged) size++;
        product = product.times(isChanged ? other.after : other.before);
      });
      effect = effect.plus(product.times(weights[size] ?? 0));
    }
    return effect;
  });
}

const factorial = (count: number): number => (count <= 1 ? 1 : count * factorial(count - 1));

/** Of 1,000 requests, to twelve decimals; what rounding leaves over goes to the largest part. */
function rounded(
  before: Money,
  after: Money,
  effects: ReadonlyMap<BridgePart, ReadonlyMap<string, Money>>,
): CostBridge {
  const parts = [...effects].map(([id, byService]) => ({
    id,
    amount: sumMoney(byService.values()).times(1_000).toDecimalPlaces(UNIT_DIGITS),
    services: [...byService]
      .filter(([name, amount]) => name !== "" && !amount.isZero())
      .sort(([, a], [, b]) => b.abs().comparedTo(a.abs()))
      .map(([name, amount]) => ({
        name,
        amount: moneyText(amount.times(1_000).toDecimalPlaces(UNIT_DIGITS)),
      })),
  }));
  const left = after.minus(before).minus(sumMoney(parts.map(({ amount }) => amount)));
  const largest = parts.toSorted((a, b) => b.amount.abs().comparedTo(a.amount.abs()))[0];
  return {
    ...{ before: moneyText(before), after: moneyText(after) },
    parts: parts.map((part) => ({
      ...part,
      amount: moneyText(part === largest ? part.amount.plus(left) : part.amount),
    })),
  };
}
