import { z } from "zod";
import { BREAKER_STATES } from "@/lib/domain/breakers.ts";
import { concernParams, concernRange, serviceKeyShape } from "./concern.ts";
import { filter, instant } from "./time.ts";

export const breakersParams = concernParams.extend({ breaker: filter });
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

const transition = z.object({
  at: instant,
  from: state,
  to: state,
  isExact: z.boolean().meta({
    description: "false: `at` is exact to the step, or to how often the metric is exported",
  }),
  traceId: z.string().nullable().meta({ description: "The trace in which it changed" }),
});

const totals = {
  calls,
  openSeconds: z.number(),
  failureRatio: z.number().nullable().meta({ description: "0 to 1, of the calls that ran" }),
};

/** One instance of a circuit breaker. */
const breaker = z.object({
  ...serviceKeyShape,
  instance: z.string(),
  breaker: z.string(),
  library: z.string(),
  state,
  dependency: z.string().nullable().meta({ description: "What is behind it, where that is told" }),
  since: instant.nullable().meta({ description: "null: since before the range" }),
  transitions: z.array(transition).meta({ description: "Oldest first" }),
  ...totals,
  previous: z.object(totals).optional(),
  recoveredAt: instant.nullable().meta({
    description: "When fewer than 5 % of the dependency's calls failed again; null: not known",
  }),
  openAfterRecoverySeconds: z.number().nullable().meta({
    description: "How long it stayed open after that",
  }),
  threshold: z
    .object({ failureRatio: z.number().nullable(), failuresInARow: z.number().nullable() })
    .meta({ description: "At what it opens, where that is told" }),
  lanes: z.array(z.object({ from: instant, to: instant, state })),
  points: z.array(z.object({ at: instant, state, ...calls.shape })),
});

export const breakersResponse = z.object({ ...concernRange, breakers: z.array(breaker) });
export type BreakersResponse = z.infer<typeof breakersResponse>;
export type Breaker = BreakersResponse["breakers"][number];
