import { z } from "zod";
import { filter, instant, rangeParams } from "./time.ts";

export const servicesParams = z.object({ ...rangeParams, environment: filter });
export type ServicesParams = z.infer<typeof servicesParams>;

export const serviceSummary = z.object({
  name: z.string(),
  namespace: z.string(),
  environment: z.string(),
  requestCount: z.number(),
  errorCount: z.number(),
  throughputPerSecond: z.number(),
  errorRatio: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  source: z.enum(["spans", "metrics", "mixed"]).nullable(),
  /** When anything of this service last arrived, by its own clock; null: nothing in the range. */
  lastSeenAt: instant.nullable(),
  /** Versions seen in the range with the first moment of each, oldest first. */
  versions: z.array(z.object({ version: z.string(), firstSeenAt: instant })),
});
export type ServiceSummary = z.infer<typeof serviceSummary>;

export const servicesResponse = z.object({ services: z.array(serviceSummary) });
export type ServicesResponse = z.infer<typeof servicesResponse>;
