import { z } from "zod";
import { REQUEST_GROUPINGS } from "@/lib/domain/requests.ts";
import { filter, instant, rangeParams, stepParam } from "./time.ts";

const source = z.enum(["spans", "metrics", "mixed"]).nullable();
const ms = z.number().nullable();
/** Low and high end of where the true quantile lies; null high: unbounded. */
const band = z.tuple([ms, ms]);

/** The figures of one range or bucket. Null: nothing to tell it from; `requestCount` 0: reported, no requests. */
export const requestFigures = z.object({
  requestCount: z.number().nullable(),
  errorCount: z.number().nullable(),
  errorRatio: z.number().nullable().meta({ description: "0 to 1" }),
  throughputPerSecond: z.number().nullable(),
  meanMs: ms,
  p50Ms: ms,
  p95Ms: ms,
  p99Ms: ms,
  maxMs: ms,
  quantileBounds: z.object({ p50Ms: band, p95Ms: band, p99Ms: band }).optional(),
  source,
  exemplarTraceId: z.string().optional(),
});
export type RequestFigures = z.infer<typeof requestFigures>;

export const requestPoint = requestFigures.extend({ at: instant });
export type RequestPoint = z.infer<typeof requestPoint>;

/** Only the dimensions that were asked for by `groupBy`; a grouped service brings its namespace and environment. */
export const requestKey = z.object({
  namespace: z.string().optional(),
  service: z.string().optional(),
  environment: z.string().optional(),
  route: z.string().optional(),
  method: z.string().optional(),
  status: z.string().optional(),
  instance: z.string().optional(),
  version: z.string().optional(),
});
export type RequestKey = z.infer<typeof requestKey>;

const series = z.object({ totals: requestFigures, points: z.array(requestPoint) });

export const requestsResponse = z.object({
  from: instant,
  to: instant,
  stepSeconds: z.number(),
  groups: z.array(series.extend({ key: requestKey, previous: series.optional() })),
});
export type RequestsResponse = z.infer<typeof requestsResponse>;
export type RequestGroup = RequestsResponse["groups"][number];

const filters = {
  service: filter,
  namespace: filter,
  environment: filter,
  route: filter,
  method: filter,
  status: filter,
  instance: filter,
  version: filter,
};

export const requestsParams = z.object({
  ...rangeParams,
  ...filters,
  step: stepParam,
  groupBy: z
    .string()
    .default("service")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(REQUEST_GROUPINGS))),
  compare: z.enum(["previous"]).optional(),
});
export type RequestsParams = z.infer<typeof requestsParams>;

export const heatmapParams = z.object({ ...rangeParams, ...filters, step: stepParam });
export type HeatmapParams = z.infer<typeof heatmapParams>;

export const heatmapResponse = z.object({
  stepSeconds: z.number(),
  /** Upper bounds of the rows, ascending; the first row begins at 0. */
  boundsMs: z.array(z.number()),
  columns: z.array(z.object({ at: instant, counts: z.array(z.number()) })),
});
export type HeatmapResponse = z.infer<typeof heatmapResponse>;
