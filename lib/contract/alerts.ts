import { z } from "zod";
import { ALERT_SEVERITIES, ALERT_STATES } from "@/lib/domain/alerts.ts";
import { acknowledgement } from "./acknowledgements.ts";
import { filter, instant } from "./time.ts";

export const alertsParams = z.object({
  state: z
    .union([z.enum(ALERT_STATES), z.array(z.enum(ALERT_STATES))])
    .optional()
    .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]))
    .meta({ description: "One or several states; absent: all" }),
  ruleId: filter,
  from: z
    .string()
    .default("now-7d")
    .meta({ description: "Resolved ones only since then: ISO 8601, Unix ms or now-1d" }),
  limit: z.coerce.number().int().min(1).max(1_000).default(200).meta({
    description: "Most resolved alerts",
  }),
});
export type AlertsParams = z.infer<typeof alertsParams>;

/** One time that a group of a rule was pending, firing and resolved. */
const alert = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  severity: z.enum(ALERT_SEVERITIES),
  labels: z.record(z.string(), z.string()),
  key: z.record(z.string(), z.string()),
  state: z.enum(ALERT_STATES),
  /** What the newest evaluation found; null: nothing was reported. */
  value: z.number().nullable(),
  threshold: z.number(),
  since: instant.meta({ description: "The first evaluation at which it was so" }),
  firedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  resolvedBecause: z
    .enum(["recovered", "rule changed", "rule removed", "gone"])
    .nullable()
    .meta({ description: "gone: its group was not heard of for a day" }),
  silenced: z.boolean(),
  mutedBy: z
    .object({ kind: z.enum(["silence", "maintenance", "inhibition"]), name: z.string() })
    .nullable()
    .meta({ description: "Why it says nothing; name: the silence's comment, or what hides it" }),
  acknowledged: acknowledgement.nullable().meta({ description: "Who looks after it" }),
  channelIds: z.array(z.string()).meta({ description: "Where it was told that it fires" }),
  notifiedAt: instant.nullable().meta({ description: "null: nobody was told that it fires" }),
});
export type Alert = z.infer<typeof alert>;

export const alertsResponse = z.object({
  alerts: z.array(alert),
  /** Rules that could not be evaluated the last time, and why. */
  failing: z.array(z.object({ ruleId: z.string(), reason: z.string() })),
  /** Time that nobody evaluated and that was too long to catch up. */
  gaps: z.array(z.object({ ruleId: z.string(), from: instant, to: instant })),
});
export type AlertsResponse = z.infer<typeof alertsResponse>;
