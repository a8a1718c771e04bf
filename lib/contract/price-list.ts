import { z } from "zod";
import { isDecimalText } from "@/lib/domain/costs.ts";
import { PRICED_UNITS, type Price } from "@/lib/domain/price-list.ts";

const MOST_PRICES = 200;
const LONGEST_PRICE = 24;

/** A price of one unit, an exact decimal. */
const price = z.strictObject({
  unit: z.enum(PRICED_UNITS, `one of ${PRICED_UNITS.join(", ")}`).meta({
    description: "A gigabyte is 10⁹ bytes that the network counters of its instances say were sent",
  }),
  service: z.string().trim().min(1).max(255).nullable().default(null).meta({
    description: "The name of the service that it is of; null: of every other",
  }),
  price: z
    .string()
    .trim()
    .max(LONGEST_PRICE, `${LONGEST_PRICE} digits at most`)
    .refine((text) => isDecimalText(text) && !text.startsWith("-"), {
      error: "a decimal such as 0.0416, not negative",
    }),
});

/** Which price has the same unit and service as one before it; -1: none. */
const repeatedAt = (prices: readonly Price[]): number =>
  prices.findIndex((one, place) =>
    prices.slice(0, place).some((it) => it.unit === one.unit && it.service === one.service),
  );

/** Prices typed in by hand, for who has no bill yet: times what telemetry tells they make estimates. */
export const priceListSettings = z.strictObject({
  kind: z.literal("price-list"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "a currency such as USD")
    .default("USD"),
  from: z.iso.date("a day such as 2026-03-01").meta({
    description: "The first day (UTC) of these prices; what was worked out of days before stays",
  }),
  prices: z
    .array(price)
    .min(1, "at least one price")
    .max(MOST_PRICES, `${MOST_PRICES} prices at most`)
    .superRefine((prices, context) => {
      const at = repeatedAt(prices);
      if (at < 0) return;
      const message = "there is a price of this unit and service already";
      context.addIssue({ code: "custom", path: [at, "service"], message });
    }),
  everyHours: z.number().int().min(1).max(168).default(6),
});
