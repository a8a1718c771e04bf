import { z } from "zod";
import { ALERT_SEVERITIES } from "@/lib/domain/alerts.ts";
import { COST_HAPPENINGS } from "@/lib/domain/cost-happenings.ts";
import { MARKER_KINDS } from "@/lib/domain/timeline.ts";
import { filter, instant, rangeParams } from "./time.ts";

const name = z.string().max(255);
const place = {
  service: name.nullable().meta({ description: "null: every service" }),
  namespace: name.nullable(),
  environment: name.nullable().meta({ description: "null: every environment" }),
};

const told = {
  kind: z.enum(MARKER_KINDS),
  title: z.string().trim().min(1, "say what happened").max(200),
  ...place,
  version: name.nullable(),
  url: z
    .url({ protocol: /^https?$/, error: "an address that begins with https:// or http://" })
    .max(2_000)
    .nullable()
    .meta({ description: "Where more is told, such as a pipeline's run" }),
  description: z.string().max(4_000).nullable(),
};

/** Body of `POST /api/v1/markers`. */
export const newMarker = z.strictObject({
  ...told,
  at: z
    .union([z.string(), z.number()])
    .default("now")
    .meta({ description: "ISO 8601, Unix milliseconds, or relative such as now-5m" }),
  service: place.service.default(null),
  namespace: place.namespace.default(null),
  environment: place.environment.default(null),
  version: told.version.default(null),
  url: told.url.default(null),
  description: told.description.default(null),
});
export type NewMarker = z.infer<typeof newMarker>;

export const marker = z.object({
  ...told,
  id: z.string(),
  at: instant,
  createdAt: instant,
  createdBy: z.string(),
});
export type Marker = z.infer<typeof marker>;

export const markersParams = z.object({
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
});
export type MarkersParams = z.infer<typeof markersParams>;

export const markersResponse = z.object({ markers: z.array(marker) });
export type MarkersResponse = z.infer<typeof markersResponse>;

const windowFigures = z.object({
  requestCount: z.number(),
  throughputPerSecond: z.number(),
  errorRatio: z.number().nullable(),
  p95Ms: z.number().nullable(),
});
export type WindowFigures = z.infer<typeof windowFigures>;

/**
 * Requests of the place before and after, in windows of equal length that hold no other deployment. `tooFew`: less than
 * `minimumCount` on one side; `tooShort`: no window of a minute fits before the next event or the present.
 */
export const timelineChange = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("compared"),
    windowSeconds: z.number(),
    before: windowFigures,
    after: windowFigures,
    /** After less before, each in its own unit; null: unknown on one side. */
    delta: z.object({
      throughputPerSecond: z.number(),
      errorRatio: z.number().nullable(),
      p95Ms: z.number().nullable(),
    }),
  }),
  z.object({
    kind: z.literal("tooFew"),
    windowSeconds: z.number(),
    minimumCount: z.number(),
    beforeCount: z.number(),
    afterCount: z.number(),
  }),
  z.object({ kind: z.literal("tooShort") }),
]);
export type TimelineChange = z.infer<typeof timelineChange>;

const happened = {
  id: z.string(),
  at: instant,
  title: z.string(),
  ...place,
  version: z.string().nullable(),
  /** Null: more happened in the range than is compared; narrow it. */
  change: timelineChange.nullable(),
};

/** What happened, by who tells it. More kinds will follow: a reader passes over those that it does not know. */
export const timelineEvent = z.discriminatedUnion("source", [
  z.object({
    source: z.literal("marker"),
    ...happened,
    kind: z.enum(MARKER_KINDS),
    url: z.string().nullable(),
    description: z.string().nullable(),
    createdBy: z.string(),
    /** A deployment's first request, from which it is compared; null: none was seen. */
    firstRequestAt: instant.nullable(),
  }),
  z.object({
    source: z.literal("version"),
    ...happened,
    kind: z.literal("deployment"),
    version: z.string(),
    /** What answered most before; null: requests without a version. */
    previousVersion: z.string().nullable(),
    versionChange: z.enum(["new", "rollback", "return"]),
  }),
  z.object({
    source: z.literal("cost"),
    ...happened,
    kind: z.enum(COST_HAPPENINGS),
    status: z.enum(["ok", "warning", "critical"]),
    from: z.iso.date().meta({ description: "The first day of the bill that it is about, UTC" }),
    through: z.iso.date().meta({ description: "The last" }),
    isOngoing: z.boolean().meta({ description: "It goes on as far as bills tell" }),
    currency: z.string().nullable(),
    amount: z.string().nullable().meta({
      description:
        "Over expectation (an estimate); what the month may cost; what a correction added, exact",
    }),
  }),
  z.object({
    source: z.literal("alert"),
    ...happened,
    kind: z.literal("alert"),
    at: instant.meta({ description: "When it began to fire" }),
    alertId: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    key: z.record(z.string(), z.string()),
    severity: z.enum(ALERT_SEVERITIES),
    since: instant.meta({ description: "The first evaluation at which it was so" }),
    resolvedAt: instant.nullable().meta({ description: "null: it fires" }),
    value: z.number().nullable().meta({ description: "What the newest evaluation found" }),
    threshold: z.number(),
  }),
]);
export type TimelineEvent = z.infer<typeof timelineEvent>;

export const timelineParams = z.object({
  ...rangeParams,
  service: filter,
  namespace: filter,
  environment: filter,
  windowSeconds: z.coerce
    .number()
    .int()
    .min(60)
    .max(86_400)
    .default(600)
    .meta({ description: "How long before and after are compared, at most" }),
});
export type TimelineParams = z.infer<typeof timelineParams>;

export const timelineResponse = z.object({
  from: instant,
  to: instant,
  /** Newest first. */
  events: z.array(timelineEvent),
  /** True: more happened than the answer holds, and the oldest are left out. */
  truncated: z.boolean(),
});
export type TimelineResponse = z.infer<typeof timelineResponse>;
