import { z } from "zod";
import { DEFAULT_INHIBITIONS } from "@/lib/domain/inhibition.ts";
import { matcher } from "./silences.ts";
import { instant } from "./time.ts";

const DAY = 86_400;
const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

const telling = {
  channelIds: z.array(z.string().min(1)).max(20).default([]).meta({ description: "None: nobody" }),
  groupBy: z
    .array(z.string().min(1).max(255))
    .max(10)
    .default(["service", "namespace", "environment"])
    .meta({ description: "Alerts that agree in these labels share a message; none: all do" }),
  groupWaitSeconds: seconds(0, DAY)
    .default(30)
    .meta({ description: "How long the first alert of a group waits for others" }),
  groupIntervalSeconds: seconds(0, DAY)
    .default(300)
    .meta({ description: "The least time between two messages about one group" }),
  repeatIntervalSeconds: seconds(60, 31 * DAY)
    .nullable()
    .default(4 * 3_600)
    .meta({ description: "After this long what still fires is told again; null: never" }),
};

const repeatsLater = {
  check: ({ repeatIntervalSeconds, groupIntervalSeconds }: Timing) =>
    repeatIntervalSeconds === null || repeatIntervalSeconds >= groupIntervalSeconds,
  path: ["repeatIntervalSeconds"],
  message: "a repetition cannot come sooner than another message: at least groupIntervalSeconds",
};
type Timing = { repeatIntervalSeconds: number | null; groupIntervalSeconds: number };

const root = z.strictObject(telling).refine(repeatsLater.check, repeatsLater);

const route = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(100)
      .regex(/^[A-Za-z0-9_-]+$/, "letters, digits, - and _")
      .meta({
        description: "Of your choice; a route keeps its groups while it keeps its id",
      }),
    name: z.string().trim().min(1, "give it a name").max(200),
    matchers: z
      .array(matcher)
      .min(1, "match something: what matches nothing goes by the root route")
      .max(20),
    continue: z.boolean().default(false).meta({ description: "Look at the routes after it too" }),
    ...telling,
  })
  .refine(repeatsLater.check, repeatsLater);

const matchers = z.array(matcher).min(1, "match something").max(20);
const inhibition = z.strictObject({
  name: z.string().trim().min(1, "give it a name").max(200),
  source: matchers.meta({ description: "While such an alert fires" }),
  target: matchers.meta({ description: "such alerts say nothing" }),
  equal: z.array(z.string().min(1).max(255)).max(10).meta({
    description: "if they agree with it in these labels",
  }),
});

const RESERVED = ["rule", "root"];

/** Routes in their order, and the root route for alerts that no route and no channel of their rule claims. */
const routingShape = {
  routes: z
    .array(route)
    .max(100)
    .superRefine((routes, context) => {
      const ids = routes.map(({ id }) => id);
      const wrong = ids.findIndex((id, at) => RESERVED.includes(id) || ids.indexOf(id) < at);
      if (wrong < 0) return;
      context.addIssue({ code: "custom", path: [wrong, "id"], message: "use an id of its own" });
    }),
  root,
  inhibitions: z.array(inhibition).max(50).default(DEFAULT_INHIBITIONS).meta({
    description: "Absent: as they come, a silent service hides its latency and errors",
  }),
};
export const alertRoutingSpec = z.object(routingShape);

/** The body of `PUT /api/v1/alert-routes`. */
export const newAlertRouting = z.strictObject({
  ...routingShape,
  version: z.number().int().min(0).optional().meta({
    description:
      "The version that was changed: 409 when it is another by now. Absent: whatever it is",
  }),
});
export type NewAlertRouting = z.infer<typeof newAlertRouting>;

export const alertRoutingResponse = z.object({
  ...routingShape,
  /** 0: as it comes; grows with every change. */
  version: z.number().int(),
  updatedAt: instant.nullable(),
  updatedBy: z.string().nullable(),
});
export type AlertRoutingResponse = z.infer<typeof alertRoutingResponse>;

/** Labels of an alert, to see where it would go. */
export const routePreviewParams = z.object({
  labels: z.string().max(4_000).default("").meta({
    description: "NAME=VALUE separated by commas, such as service=shop,severity=critical",
  }),
});
export type RoutePreviewParams = z.infer<typeof routePreviewParams>;

export const routePreview = z.object({
  labels: z.record(z.string(), z.string()),
  destinations: z.array(
    z.object({
      channelId: z.string(),
      routeId: z.string(),
      groupLabels: z.record(z.string(), z.string()),
    }),
  ),
});
export type RoutePreview = z.infer<typeof routePreview>;
