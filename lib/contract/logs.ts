import { z } from "zod";
import { LogSearchError, type LogTerm, parseLogSearch } from "@/lib/domain/log-search.ts";
import { filter, instant, rangeParams } from "./time.ts";

export const SEVERITIES = [
  "trace",
  "debug",
  "info",
  "warn",
  "error",
  "fatal",
  "unspecified",
] as const;

/** The terms of a search; none: every record. */
const search = z
  .string()
  .max(500)
  .optional()
  .transform((text, context): LogTerm[] => {
    try {
      return parseLogSearch(text ?? "");
    } catch (error) {
      if (!(error instanceof LogSearchError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  })
  .meta({
    description:
      'Words and "phrases" are substrings of the body; name=value, name!=value and name>3 ask attributes, members of structured bodies (a.b=value) and the resource; severity>=warn, trace=ID, span=ID. All must hold',
  });

const filters = {
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
  severity: z
    .union([z.enum(SEVERITIES), z.array(z.enum(SEVERITIES))])
    .optional()
    .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]))
    .meta({ description: "One or several severities" }),
  search,
  traceId: z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/, "a trace id has 32 hex digits")
    .optional(),
};

export const logsParams = z.object({
  ...filters,
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().optional(),
  follow: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .meta({
      description:
        "true: the newest records of the range, oldest first, then those that arrive, as NDJSON until the reader leaves",
    }),
});
export type LogsParams = z.infer<typeof logsParams>;
/** What narrows a question about logs. */
export type LogFilters = Omit<LogsParams, "limit" | "cursor" | "follow">;

export const logRecord = z.object({
  /** Of this record alone; `id` of a question about its surroundings. */
  id: z.string(),
  at: instant,
  service: z.string(),
  namespace: z.string(),
  environment: z.string(),
  instance: z.string(),
  version: z.string(),
  severity: z.enum(SEVERITIES),
  severityText: z.string(),
  eventName: z.string(),
  body: z.unknown(),
  attributes: z.record(z.string(), z.unknown()),
  traceId: z.string().nullable(),
  spanId: z.string().nullable(),
});
export type LogRecord = z.infer<typeof logRecord>;

export const logsResponse = z.object({
  logs: z.array(logRecord),
  /** Null: these are all. A page may be short of its limit and still have one: it took too long to find more. */
  cursor: z.string().nullable(),
  /** Until when the range has been searched, back in time, if not to its beginning. */
  searchedTo: instant.nullable(),
});
export type LogsResponse = z.infer<typeof logsResponse>;

/** A line of `follow`: a record, that nothing came for a while, or how many records could not be shown. */
export const followLine = z.union([
  logRecord,
  z.object({ heartbeat: instant }),
  z.object({ skipped: z.number().int() }),
]);
export type FollowLine = z.infer<typeof followLine>;

export const logHistogramParams = z.object({
  ...filters,
  step: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400 * 31)
    .optional()
    .meta({ description: "Seconds; absent: at most 300 points" }),
});
export type LogHistogramParams = z.infer<typeof logHistogramParams>;

const counts = z.object({
  trace: z.number(),
  debug: z.number(),
  info: z.number(),
  warn: z.number(),
  error: z.number(),
  fatal: z.number(),
  unspecified: z.number(),
});
export type SeverityCounts = z.infer<typeof counts>;

export const logHistogramResponse = z.object({
  from: instant,
  to: instant,
  stepSeconds: z.number(),
  /** Whole buckets: the range rounded outwards to ten seconds. */
  totals: counts,
  points: z.array(counts.extend({ at: instant })),
  /** 1: everything was counted; less: the share of the matching places that was, and the figures are extrapolated. */
  countedShare: z.number(),
});
export type LogHistogramResponse = z.infer<typeof logHistogramResponse>;

export const logContextParams = z.object({
  id: z
    .string()
    .regex(/^\d{1,19}\.\d{1,19}$/, "use the id of a record as it was given")
    .meta({ description: "The id of a record" }),
  before: z.coerce.number().int().min(0).max(500).default(20),
  after: z.coerce.number().int().min(0).max(500).default(20),
});
export type LogContextParams = z.infer<typeof logContextParams>;

export const logContextResponse = z.object({
  record: logRecord.extend({
    scope: z.string(),
    resource: z.record(z.string(), z.unknown()),
  }),
  /** Of the same instance of the same service, the oldest first. */
  before: z.array(logRecord),
  after: z.array(logRecord),
});
export type LogContextResponse = z.infer<typeof logContextResponse>;

export const logFieldsParams = z.object(filters);

export const logFieldsResponse = z.object({
  /** Records that were looked at: the newest of the range. */
  records: z.number(),
  /** The most frequent first. */
  fields: z.array(
    z.object({
      name: z.string(),
      records: z.number(),
      /** Frequent values, the most frequent first. */
      values: z.array(z.object({ value: z.string(), records: z.number() })),
    }),
  ),
});
export type LogFieldsResponse = z.infer<typeof logFieldsResponse>;
