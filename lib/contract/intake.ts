import { z } from "zod";

/** What Headroom has received since it started: the first-visit page and the rail read it. */
export const intakeResponse = z.object({
  startedAt: z.iso.datetime(),
  now: z.iso.datetime(),
  /** False until the first telemetry that is not Headroom's own. */
  hasData: z.boolean(),
  otlpHttpUrl: z.string().nullable(),
  otlpGrpcTarget: z.string().nullable(),
  keyRequired: z.boolean(),
  requestsReceived: z.number(),
  spansPerSecond: z.number(),
  keptSpansPerSecond: z.number(),
  refusals: z.array(z.object({ reason: z.string(), count: z.number(), lastAt: z.iso.datetime() })),
  environments: z.array(z.string()),
  services: z.array(z.object({ name: z.string(), namespace: z.string(), environment: z.string() })),
});
export type IntakeResponse = z.infer<typeof intakeResponse>;
