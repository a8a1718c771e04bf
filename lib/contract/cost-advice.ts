import { z } from "zod";
import { ADVICE_KINDS } from "@/lib/domain/cost-advice.ts";
import { instant } from "./time.ts";

const estimate = z.string().meta({ description: "decimal, an estimate" });

export const costAdvice = z.object({
  id: z.string(),
  kind: z.enum(ADVICE_KINDS),
  title: z.string(),
  /** Of `cache` what it is worth already, else what could be saved. */
  perMonth: estimate,
  confidence: z.enum(["high", "medium", "low"]),
  evidence: z.array(z.string()),
  bars: z
    .object({
      label: z.string(),
      full: z
        .number()
        .nullable()
        .meta({ description: "Value of full height; null: the largest's" }),
      bars: z.array(
        z.object({ label: z.string(), value: z.number(), text: z.string(), isMarked: z.boolean() }),
      ),
    })
    .nullable()
    .meta({ description: "The evidence drawn small; marked is what the advice is about" }),
  assumptions: z.array(z.string()),
  page: z.string().meta({ description: "Where the evidence is shown" }),
  dismissed: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});
export type CostAdvice = z.infer<typeof costAdvice>;

export const costAdviceResponse = z.object({
  currency: z.string().nullable(),
  /** Of what is not dismissed, without what caches are worth; null: nothing is found. */
  savingPerMonth: estimate.nullable(),
  /** The largest first. */
  advice: z.array(costAdvice),
  /** Kinds that cannot be judged, and what they would need. */
  missing: z.array(z.object({ kind: z.enum(ADVICE_KINDS), needs: z.string() })),
});
export type CostAdviceResponse = z.infer<typeof costAdviceResponse>;

/** Body of `PUT /api/v1/costs/advice/{id}/dismissal`. */
export const newDismissal = z.strictObject({ reason: z.string().trim().max(500).default("") });
