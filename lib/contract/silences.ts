import { z } from "zod";
import { instant } from "./time.ts";

export const matcher = z.strictObject({
  name: z.string().min(1, "name a label").max(255).meta({
    description:
      "alertname, ruleId, severity, a label of the rule, or what its query is grouped by, such as service",
  }),
  value: z.string().max(500).meta({ description: "* stands for any text" }),
  isEqual: z.boolean().default(true).meta({ description: "false: anything but the value" }),
});

const shape = {
  matchers: z.array(matcher).min(1, "match something: an empty list would hide everything").max(20),
  comment: z.string().max(2_000).default(""),
};
const moment = z.union([z.string(), z.number()]).meta({
  description: "ISO 8601 or Unix milliseconds",
});

export const newSilence = z
  .strictObject({
    ...shape,
    startsAt: moment.optional().meta({ description: "Absent: now" }),
    endsAt: moment.optional(),
    durationSeconds: z
      .number()
      .int()
      .min(60)
      .max(366 * 86_400)
      .optional(),
  })
  .refine(
    ({ endsAt, durationSeconds }) => (endsAt === undefined) !== (durationSeconds === undefined),
    {
      path: ["endsAt"],
      message: "give either endsAt or durationSeconds",
    },
  );
export type NewSilence = z.infer<typeof newSilence>;

export const silence = z.object({
  ...shape,
  id: z.string(),
  startsAt: instant,
  endsAt: instant,
  state: z.enum(["waiting", "active", "ended"]),
  createdAt: instant,
  createdBy: z.string(),
  /** Ids of pending and firing alerts that it hides now. */
  hides: z.array(z.string()),
});
export type SilenceResponse = z.infer<typeof silence>;

export const silencesResponse = z.object({ silences: z.array(silence) });
export type SilencesResponse = z.infer<typeof silencesResponse>;
