import { z } from "zod";
import { METRIC_AGGS, METRIC_KINDS, TEMPORALITIES } from "@/lib/domain/metrics.ts";
import { filter, instant, rangeParams } from "./time.ts";

/** What one metric is; two that share a name and differ here are never mixed silently. */
const shape = {
  unit: z.string().meta({ description: "As sent, UCUM; empty: not given" }),
  kind: z.enum(METRIC_KINDS),
  temporality: z.enum(TEMPORALITIES),
  isMonotonic: z.boolean(),
};

const dimensionFilters = {
  service: filter,
  namespace: filter,
  environment: filter,
  instance: filter,
  version: filter,
};

const serviceKey = z.object({
  namespace: z.string(),
  service: z.string(),
  environment: z.string(),
});

const metricName = z.string().min(1, "give the metric's name").max(255);

/** A value of any other parameter: an attribute filter, as `metric-filters.ts` of the query layer reads it. */
const attributeFilter = z.union([z.string(), z.array(z.string())]);

const step = z.coerce
  .number()
  .int()
  .min(1)
  .max(86_400 * 31)
  .optional()
  .meta({ description: "Seconds; absent: at most 300 points, none finer than the metric reports" });

const names = z
  .string()
  .default("")
  .transform((text) => [
    ...new Set(
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  ])
  .pipe(z.array(z.string()).max(10));

const count = (most: number, absent: number) =>
  z.coerce.number().int().min(1).max(most).default(absent);

/** Metrics that have been received, for choosing one. */
export const metricNamesParams = z.object({
  ...rangeParams,
  search: z
    .string()
    .max(200)
    .default("")
    .meta({ description: "Words that name, unit, description or attribute names contain" }),
  ...dimensionFilters,
  limit: count(1_000, 200),
});
export type MetricNamesParams = z.infer<typeof metricNamesParams>;

export const metricNamesResponse = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      ...shape,
      description: z.string(),
      seriesCount: z.number(),
      services: z.array(serviceKey),
      attributes: z.array(z.string()),
    }),
  ),
  /** Metrics beyond the limit. */
  omitted: z.number(),
});
export type MetricNamesResponse = z.infer<typeof metricNamesResponse>;
export type MetricName = MetricNamesResponse["metrics"][number];

/** What a metric can be filtered and grouped by, and which values that has. */
export const metricAttributesParams = z
  .object({
    name: metricName,
    search: z.string().max(200).default("").meta({ description: "Part of an attribute or value" }),
    ...dimensionFilters,
    limit: count(1_000, 50).meta({ description: "Values of each attribute" }),
  })
  .catchall(attributeFilter);
export type MetricAttributesParams = z.infer<typeof metricAttributesParams>;

export const metricAttributesResponse = z.object({
  attributes: z.array(
    z.object({
      name: z.string(),
      /** The parameter and `groupBy` part that mean it: `attr.NAME` where NAME means something else. */
      parameter: z.string(),
      /** Whether it tells the sender (service, instance, …) or is the metric's own. */
      isDimension: z.boolean(),
      values: z.array(z.object({ value: z.string(), seriesCount: z.number() })),
      /** Different values in all; more than `values` has when they are cut. */
      valueCount: z.number(),
    }),
  ),
});
export type MetricAttributesResponse = z.infer<typeof metricAttributesResponse>;

export const metricSeriesParams = z
  .object({
    name: metricName.optional(),
    ...dimensionFilters,
    limit: count(10_000, 1_000),
  })
  .catchall(attributeFilter);
export type MetricSeriesParams = z.infer<typeof metricSeriesParams>;

export const metricSeriesResponse = z.object({
  series: z.array(
    serviceKey.extend({
      name: z.string(),
      ...shape,
      description: z.string(),
      instance: z.string(),
      version: z.string(),
      attributes: z.record(z.string(), z.string()),
      /** When it was first received. */
      since: instant,
    }),
  ),
  omitted: z.number(),
});
export type MetricSeriesResponse = z.infer<typeof metricSeriesResponse>;

const agg = z.enum(METRIC_AGGS).optional().meta({
  description: "Absent: counters rate, gauges avg, histograms p95, summaries their quantiles",
});

/** Chooses between metrics that share a name; the attributes of these names are `attr.unit` and `attr.kind`. */
const choice = {
  metricUnit: z.string().optional(),
  metricKind: z.enum(["counter", "gauge", "histogram", "summary"]).optional(),
};

export const metricQueryParams = z
  .object({
    name: metricName,
    ...rangeParams,
    step,
    agg,
    groupBy: names.meta({
      description:
        "Comma list of attributes and of service, namespace, environment, instance, version",
    }),
    ...dimensionFilters,
    ...choice,
    topK: z.coerce.number().int().min(1).max(500).optional().meta({
      description: "Only the groups with the largest totals",
    }),
    limit: count(500, 100).meta({ description: "Most groups, largest totals first" }),
    compare: z.enum(["previous"]).optional(),
    formula: z.string().max(200).optional().meta({
      description:
        "Arithmetic of a (this query) and b (b.name, b.agg, b.groupBy, b.ATTRIBUTE): a / b * 100",
    }),
  })
  .catchall(attributeFilter)
  .meta({
    description:
      "Any other parameter filters by the attribute of its name: http.route=/pay, repeated for one of several; NAME!= excludes; NAME~= and NAME!~= take a pattern of text, .* and |; attr.NAME where NAME is a parameter",
  });
export type MetricQueryParams = z.infer<typeof metricQueryParams>;

/** Null: nothing reported. `low` and `high`: where a quantile of wide buckets lies; high null: unbounded. */
const metricValue = z.object({
  value: z.number().nullable(),
  low: z.number().nullable().optional(),
  high: z.number().nullable().optional(),
});
export type MetricValue = z.infer<typeof metricValue>;

const metricPoint = metricValue.extend({ at: instant });
export type MetricPoint = z.infer<typeof metricPoint>;

const line = z.object({
  /** The same aggregation over the whole range. */
  total: metricValue,
  points: z.array(metricPoint),
});

/** Values by what was grouped by; a grouped service brings its namespace and environment; empty: not set. */
const groupKey = z.record(z.string(), z.string());

const askedMetric = z.object({
  name: z.string(),
  unit: z.string(),
  /** Null: no such metric has been received. */
  kind: z.enum(METRIC_KINDS).nullable(),
  metricClass: z.enum(["counter", "gauge", "histogram", "summary"]).nullable(),
  agg: z.enum(METRIC_AGGS).nullable(),
  /** Unit of the values, such as `By/s`. */
  valueUnit: z.string(),
  seriesCount: z.number(),
  /** More than one: metrics of different units or classes share the name, and `isUsed` tells which was answered. */
  variants: z.array(
    z.object({
      unit: z.string(),
      metricClass: z.enum(["counter", "gauge", "histogram", "summary"]),
      seriesCount: z.number(),
      isUsed: z.boolean(),
    }),
  ),
});
export type AskedMetric = z.infer<typeof askedMetric>;

export const metricQueryResponse = askedMetric.extend({
  /** Null: none was asked for. Otherwise the values are its results, whose unit is not told. */
  formula: z.string().nullable(),
  b: askedMetric.optional(),
  from: instant,
  to: instant,
  stepSeconds: z.number(),
  groups: z.array(line.extend({ key: groupKey, previous: line.optional() })),
  /** Groups beyond `topK` and `limit`. */
  omittedGroups: z.number(),
});
export type MetricQueryResponse = z.infer<typeof metricQueryResponse>;
export type MetricGroup = MetricQueryResponse["groups"][number];

export const metricHeatmapParams = z
  .object({ name: metricName, ...rangeParams, step, ...dimensionFilters, ...choice })
  .catchall(attributeFilter);
export type MetricHeatmapParams = z.infer<typeof metricHeatmapParams>;

export const metricHeatmapResponse = z.object({
  name: z.string(),
  unit: z.string(),
  stepSeconds: z.number(),
  /** Lower end of the first row, in the unit. */
  lowest: z.number(),
  /** Upper bounds of the rows, ascending, in the unit. */
  bounds: z.array(z.number()),
  columns: z.array(z.object({ at: instant, counts: z.array(z.number()) })),
});
export type MetricHeatmapResponse = z.infer<typeof metricHeatmapResponse>;

export const metricExemplarsParams = z
  .object({ name: metricName, ...rangeParams, ...dimensionFilters, limit: count(1_000, 200) })
  .catchall(attributeFilter);
export type MetricExemplarsParams = z.infer<typeof metricExemplarsParams>;

export const metricExemplarsResponse = z.object({
  /** Newest first. */
  exemplars: z.array(
    serviceKey.extend({
      at: instant,
      value: z.number(),
      traceId: z.string().nullable(),
      spanId: z.string().nullable(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
});
export type MetricExemplarsResponse = z.infer<typeof metricExemplarsResponse>;
