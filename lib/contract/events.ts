import { z } from "zod";
import {
  concernGroup,
  concernParams,
  concernRange,
  concernWhole,
  coursesParam,
  serviceKeyShape,
} from "./concern.ts";
import { filter } from "./time.ts";

export const eventsParams = concernParams.extend({
  system: filter,
  destination: filter,
  consumerGroup: filter,
  courses: coursesParam,
});
export type EventsParams = z.infer<typeof eventsParams>;

/** Null: not told. */
const figure = z.number().nullable();

export const eventFigures = z.object({
  published: figure,
  processed: figure.meta({ description: "Messages, however often each was tried" }),
  attempts: figure.meta({ description: "Tries at processing; a retried message has several" }),
  failed: figure.meta({ description: "Attempts that failed" }),
  failureRatio: figure.meta({ description: "failed / attempts, 0 to 1" }),
  deadLettered: figure,
  throughputPerSecond: figure.meta({ description: "Processed, or published where none is" }),
  p50Ms: figure,
  p95Ms: figure,
  lagP95Ms: figure.meta({ description: "From publishing to the start of processing" }),
  backlog: figure.meta({ description: "Messages that wait" }),
});
export type EventFigures = z.infer<typeof eventFigures>;

const key = z.object({
  ...serviceKeyShape,
  system: z.string(),
  destination: z.string(),
  consumerGroup: z.string(),
});
export type EventKey = z.infer<typeof key>;

export const eventsResponse = z.object({
  ...concernRange,
  groups: z.array(
    concernGroup(key, eventFigures).extend({
      source: z.enum(["spans", "metrics"]).meta({ description: "What counts the messages" }),
      lagSource: z.enum(["spans", "metrics"]).nullable().meta({
        description: "spans: of those kept whose publisher is kept too, the newest thousand",
      }),
      failedTraceId: z.string().nullable().meta({ description: "The newest kept that failed" }),
    }),
  ),
  /** Counts added up, the longest of times; `rest…` of all but the first that are drawn. */
  whole: concernWhole([
    ...(["published", "processed", "failed", "deadLettered", "p95Ms", "lagP95Ms"] as const),
    ...(["restPerSecond", "restFailed"] as const),
  ]),
});
export type EventsResponse = z.infer<typeof eventsResponse>;
