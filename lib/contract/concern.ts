import { z } from "zod";
import { filter, instant, rangeParams, stepParam } from "./time.ts";

/** What every concern can be asked by; a concern adds filters of its own dimensions. */
export const concernParams = z.object({
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
  instance: filter,
  step: stepParam,
  compare: z.enum(["previous"]).optional(),
});
export type ConcernParams = z.infer<typeof concernParams>;

/** The service of a group's key. */
export const serviceKeyShape = {
  namespace: z.string(),
  service: z.string(),
  environment: z.string(),
};

/** A group of a concern: its figures over the whole range and by bucket, and of the period before where it was asked for. */
export function concernGroup<Key extends z.ZodRawShape, Figures extends z.ZodRawShape>(
  key: z.ZodObject<Key>,
  figures: z.ZodObject<Figures>,
) {
  const series = z.object({
    totals: figures,
    points: z.array(z.object({ at: instant, ...figures.shape })),
  });
  return z.object({ key, ...series.shape, previous: series.optional() });
}

/** The range that an answer covers and the length of its buckets. */
export const concernRange = { from: instant, to: instant, stepSeconds: z.number() };
