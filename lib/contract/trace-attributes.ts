import { z } from "zod";
import { filter, rangeParams } from "./time.ts";

export const traceAttributesParams = z.object({
  ...rangeParams,
  service: filter,
  environment: filter,
  name: z.string().optional().meta({
    description: "The attribute whose values are asked for; without it names are answered",
  }),
  prefix: z.string().default("").meta({ description: "Only what contains this text" }),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type TraceAttributesParams = z.infer<typeof traceAttributesParams>;

export const traceAttributesResponse = z.object({
  /** Spans that were looked at, the newest of the range: what they do not carry is not offered. */
  sampledSpans: z.number(),
  /** The most frequent first; empty when values are asked for. */
  names: z.array(z.object({ name: z.string(), spanCount: z.number() })),
  /** Values as a search writes them, the most frequent first; empty when names are asked for. */
  values: z.array(z.object({ value: z.string(), spanCount: z.number() })),
});
export type TraceAttributesResponse = z.infer<typeof traceAttributesResponse>;
