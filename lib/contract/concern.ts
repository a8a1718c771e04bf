import { z } from "zod";
import { filter, instant, rangeParams, stepParam } from "./time.ts";

/** Groups of each chart that may keep their points when not all do. */
const MOST_COURSES = 100;

/** How many groups are told of point by point; absent: all. */
export const coursesParam = z.coerce.number().int().min(0).max(MOST_COURSES).optional().meta({
  description:
    "As a page asks: only so many groups of each of its charts, the most important first, have points (0 to 100). The others have none, each has `course`, `whole` is told of all groups together, and the period before by its totals. Absent: every group has its points.",
});

/** What every concern can be asked by; a concern adds filters of its own dimensions. */
export const concernParams = z.object({
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
  instance: filter,
  step: stepParam,
  compare: z.enum(["previous", "previous-totals"]).optional().meta({
    description:
      "Beside each group the same of the period of the same length before: `previous` in full, `previous-totals` without its points.",
  }),
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
  return z.object({
    key,
    ...series.shape,
    course: course.optional().meta({ description: "With `courses`: its main figure by bucket" }),
    previous: series.optional(),
  });
}

/** A figure by bucket. */
const course = z.array(z.number().nullable());

/** Figures of all groups together by bucket, by name, and the starts of the buckets; only told with `courses`. */
export function concernWhole<Name extends string>(names: readonly Name[]) {
  const figures = Object.fromEntries(names.map((name) => [name, course])) as Record<
    Name,
    typeof course
  >;
  return z
    .object({ at: z.array(instant), ...figures })
    .optional()
    .meta({ description: "With `courses`: all groups together, by bucket" });
}

/** The range that an answer covers and the length of its buckets. */
export const concernRange = { from: instant, to: instant, stepSeconds: z.number() };
