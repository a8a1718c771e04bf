import { z } from "zod";
import { isDecimalText } from "@/lib/domain/costs.ts";

const MOST_RATES = 20_000;
const currency = z.string().regex(/^[A-Z]{3}$/, "a currency such as USD");

/** What one unit of a currency is worth in another, from a day (UTC) on until the next rate of the pair. */
export const conversionRate = z
  .strictObject({
    from: currency,
    to: currency,
    day: z.iso.date("a day such as 2026-03-01"),
    rate: z
      .string()
      .max(60)
      .refine((text) => isDecimalText(text) && Number(text) > 0, {
        error: "a decimal above 0 such as 1.0842",
      }),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], error: "must be another currency" });
export type ConversionRate = z.infer<typeof conversionRate>;

/** Every rate; body of `PUT /api/v1/costs/conversions`. */
export const costConversions = z.strictObject({
  rates: z
    .array(conversionRate)
    .max(MOST_RATES, `${MOST_RATES} rates at most`)
    .superRefine((rates, context) => {
      const known = new Set<string>();
      for (const [place, { from, to, day }] of rates.entries()) {
        const key = `${from} ${to} ${day}`;
        if (known.has(key)) {
          const message = "there is a rate of this pair and day already";
          context.addIssue({ code: "custom", path: [place, "day"], message });
        }
        known.add(key);
      }
    }),
});
export type CostConversions = z.infer<typeof costConversions>;
