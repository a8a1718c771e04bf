import { z } from "zod";
import { instant } from "./time.ts";

export const newAcknowledgement = z.strictObject({
  note: z.string().trim().max(2_000).default(""),
  durationSeconds: z
    .number()
    .int()
    .min(60)
    .max(31 * 86_400)
    .optional()
    .meta({ description: "Absent: until the alert is over" }),
});
export type NewAcknowledgement = z.infer<typeof newAcknowledgement>;

/** Who looks after an alert. */
export const acknowledgement = z.object({
  by: z.string(),
  note: z.string(),
  at: instant,
  expiresAt: instant.nullable(),
});
export type AcknowledgementResponse = z.infer<typeof acknowledgement>;
