import { z } from "zod";
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

export const logsParams = z.object({
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
  severity: z
    .union([z.enum(SEVERITIES), z.array(z.enum(SEVERITIES))])
    .optional()
    .transform((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]))
    .meta({ description: "One or several severities" }),
  search: z.string().max(500).optional().meta({ description: "Substring of the body" }),
  traceId: z
    .string()
    .regex(/^[0-9a-fA-F]{32}$/, "a trace id has 32 hex digits")
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().optional(),
});
export type LogsParams = z.infer<typeof logsParams>;

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

export const logsResponse = z.object({ logs: z.array(logRecord), cursor: z.string().nullable() });
export type LogsResponse = z.infer<typeof logsResponse>;
