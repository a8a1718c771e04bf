import type { Day } from "./cost-days.ts";
import type { DecimalText } from "./costs.ts";
import { Money, moneyText } from "./money.ts";
import type { ServiceKey } from "./service.ts";

/** What a price list may have a price of; a gigabyte is 10⁹ bytes. */
export const PRICED_UNITS = ["instance-hour", "million-requests", "gigabyte-sent"] as const;
export type PricedUnit = (typeof PRICED_UNITS)[number];

/** A price of one unit. `service`: by its name alone, which goes before a price of every service (null). */
export type Price = { unit: PricedUnit; service: string | null; price: DecimalText };

/** A price list typed in by hand. Days before `from` stay as they were worked out before. */
export type PriceListSettings = {
  kind: "price-list";
  currency: string;
  from: Day;
  prices: Price[];
  everyHours: number;
};

/** What a service used in one day. Null: nothing tells. */
export type ServiceUse = {
  service: ServiceKey;
  instanceHours: number | null;
  requestCount: number;
  bytesSent: number | null;
};

/** What a service's use of one unit comes to, exactly. */
export type PricedUse = { service: ServiceKey; unit: PricedUnit; amount: DecimalText };

const BYTES_PER_GIGABYTE = 1e9;
const REQUESTS_PER_UNIT = 1e6;

/** Uses times their prices; what has no price, or was not told, is left out. */
export function priceUse(uses: readonly ServiceUse[], prices: readonly Price[]): PricedUse[] {
  return uses.flatMap((use) =>
    PRICED_UNITS.flatMap((unit) => {
      const price = priceOf(prices, unit, use.service.service);
      const quantity = quantityOf(use, unit);
      if (price === undefined || quantity === null || quantity.isZero()) return [];
      return { service: use.service, unit, amount: moneyText(quantity.times(price.price)) };
    }),
  );
}

const priceOf = (prices: readonly Price[], unit: PricedUnit, service: string): Price | undefined =>
  prices.find((it) => it.unit === unit && it.service === service) ??
  prices.find((it) => it.unit === unit && it.service === null);

function quantityOf({ instanceHours, requestCount, bytesSent }: ServiceUse, unit: PricedUnit) {
  switch (unit) {
    case "instance-hour":
      return instanceHours === null ? null : new Money(instanceHours);
    case "million-requests":
      return new Money(requestCount).div(REQUESTS_PER_UNIT);
    case "gigabyte-sent":
      return bytesSent === null ? null : new Money(bytesSent).div(BYTES_PER_GIGABYTE);
  }
}
