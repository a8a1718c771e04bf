import { z } from "zod";
import { instant } from "./time.ts";

export const alertPreviewParams = z.object({
  from: z
    .string()
    .default("now-7d")
    .meta({ description: "ISO 8601, Unix milliseconds, or relative such as now-1h" }),
  to: z.string().default("now"),
});
export type AlertPreviewParams = z.infer<typeof alertPreviewParams>;

/** One time that a group would have fired. `to` null: it still would. */
const firing = z.object({
  since: instant.meta({ description: "The first evaluation at which it was so" }),
  from: instant.meta({ description: "When it would have fired" }),
  to: instant.nullable(),
  worst: z.number().nullable().meta({ description: "null: nothing was reported" }),
});

const counts = {
  firings: z.number(),
  flaps: z.number().meta({ description: "Firings that began within an hour after the one before" }),
  pendings: z.number().meta({ description: "Times that it was so, but not for long enough" }),
  firedSeconds: z.number(),
};

const group = z.object({
  key: z.record(z.string(), z.string()),
  ...counts,
  firing: z.array(firing),
  /** The worst value of each step; null: nothing was reported. */
  points: z.array(z.object({ at: instant, value: z.number().nullable() })),
});

/** What a rule would have done. */
export const alertPreview = z.object({
  from: instant,
  to: instant,
  evaluations: z.number(),
  everySeconds: z.number().meta({
    description: "How often it was evaluated here, which may be less often than the rule asks",
  }),
  windowSeconds: z.number(),
  stepSeconds: z.number().meta({ description: "Of the points" }),
  ...counts,
  groupCount: z.number(),
  /** Those that would have fired longest first; at most fifty. */
  groups: z.array(group),
});
export type AlertPreview = z.infer<typeof alertPreview>;
export type AlertPreviewGroup = AlertPreview["groups"][number];
