import { z } from "zod";
import { BREAKER_STATES } from "@/lib/domain/breakers.ts";
import { concernParams, concernRange, serviceKeyShape } from "./concern.ts";
import { filter, instant } from "./time.ts";

export const breakersParams = concernParams.extend({ breaker: filter }).omit({ compare: true });
export type BreakersParams = z.infer<typeof breakersParams>;

const state = z.enum(BREAKER_STATES);
/** Null: its library does not tell. */
const count = z.number().nullable();
const calls = z.object({
  success: count,
  failure: count,
  rejected: count,
  timeout: count,
  fallback: count,
});

/** One instance of a circuit breaker. */
const breaker = z.object({
  ...serviceKeyShape,
  instance: z.string(),
  breaker: z.string(),
  library: z.string(),
  state,
  since: instant.nullable().meta({ description: "null: since before the range" }),
  transitions: z.array(z.object({ at: instant, from: state, to: state })).meta({
    description: "Oldest first; exact to the step, or to how often the metric is exported",
  }),
  calls,
  openSeconds: z.number(),
  failureRatio: z.number().nullable().meta({ description: "0 to 1, of the calls that ran" }),
  lanes: z.array(z.object({ from: instant, to: instant, state })),
  points: z.array(z.object({ at: instant, state, ...calls.shape })),
});

export const breakersResponse = z.object({ ...concernRange, breakers: z.array(breaker) });
export type BreakersResponse = z.infer<typeof breakersResponse>;
export type Breaker = BreakersResponse["breakers"][number];
