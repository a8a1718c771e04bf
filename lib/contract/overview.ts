import { z } from "zod";
import { BREAKER_STATES } from "@/lib/domain/breakers.ts";
import { serviceKeyShape } from "./concern.ts";
import { filter, instant, rangeParams } from "./time.ts";

export const overviewParams = z.object({ ...rangeParams, environment: filter });
export type OverviewParams = z.infer<typeof overviewParams>;

const status = z.enum(["ok", "warning", "critical", "unknown"]);
/** Null: not told. */
const count = z.number().nullable();
const ratio = z.number().nullable().meta({ description: "0 to 1" });

const caches = z.object({
  status,
  layerCount: z.number().meta({ description: "Layers of caches, without loaders" }),
  hits: count.meta({ description: "Look-ups that some layer answered" }),
  misses: count.meta({ description: "Look-ups that none did" }),
  hitRatio: ratio,
  /** Of all caches together, over equal parts of the range. */
  course: z.object({ hits: z.array(count), misses: z.array(count) }),
  worst: z
    .object({
      ...{ cache: z.string(), layer: z.string(), usualRatio: z.number(), fallenRatio: z.number() },
      ...{ fellAt: instant, backAt: instant.nullable() },
    })
    .nullable()
    .meta({ description: "The layer that fell most; null: none fell" }),
});

const breakers = z.object({
  status,
  instanceCount: z.number(),
  openCount: z.number(),
  halfOpenCount: z.number(),
  unknownCount: z.number(),
  worst: z
    .object({
      ...{ breaker: z.string(), state: z.enum(BREAKER_STATES) },
      since: instant.nullable().meta({ description: "null: since before the range" }),
    })
    .nullable()
    .meta({ description: "The first that is not closed; null: all are" }),
  openedAt: instant.nullable().meta({ description: "When one opened last within the range" }),
  openedBreaker: z.string().nullable(),
});

const limits = z.object({
  status,
  rejected: count,
  rejectedRatio: ratio,
  worst: z
    .object({ policy: z.string(), route: z.string(), mostAt: instant.nullable() })
    .nullable()
    .meta({ description: "What refused most; null: nothing was refused" }),
});

const events = z.object({
  status,
  failed: count,
  deadLettered: count,
  worst: z
    .object({ destination: z.string(), consumerGroup: z.string() })
    .nullable()
    .meta({ description: "Where most was given up or failed; null: nowhere" }),
});

export const OVERVIEW_RESOURCES = ["cpu", "memory", "event-loop", "filesystem"] as const;

const resources = z.object({
  status,
  thingCount: z.number().meta({ description: "Hosts, containers, instances" }),
  saturatedCount: z.number(),
  most: z
    .object({
      ...{ resource: z.enum(OVERVIEW_RESOURCES), utilization: z.number() },
      ...{ instance: z.string(), host: z.string(), container: z.string() },
    })
    .nullable()
    .meta({ description: "The highest mean utilisation of a limit; null: none is told" }),
});

const span = { at: instant, until: instant.nullable().meta({ description: "null: it lasts" }) };
const named = { name: z.string() };

/** The worst that is wrong with databases, by its kind. */
const databaseTrouble = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("errors"), ...named, errorRatio: z.number() }),
  z.object({ kind: z.literal("waits"), ...named, ...span, waiting: z.number() }),
  z.object({ kind: z.literal("lag"), ...named, ...span, lagMs: z.number() }),
  z.object({ kind: z.literal("deadlocks"), ...named, count: z.number() }),
  z.object({
    ...{ kind: z.literal("n-plus-one"), ...named, at: instant },
    ...{ queries: z.number(), occurrences: z.number(), lostMs: z.number() },
  }),
]);
export type OverviewDatabaseTrouble = z.infer<typeof databaseTrouble>;

const databases = z.object({
  status,
  worst: databaseTrouble.nullable().meta({ description: "null: nothing is wrong" }),
});

/** What bills say of the service in the last 30 days, by rules and tags. */
const costs = z.object({
  currency: z.string(),
  total: z.string().meta({ description: "exact decimal" }),
  perThousandRequests: z.string().nullable(),
});

/** How the bills of this month are, UTC: as the page of costs says it. */
const month = z.object({
  status,
  budgetsOver: z.number().meta({ description: "Budgets that are spent or forecast to be" }),
  ongoingAnomalies: z.number(),
});

/** One service as its concerns see it. A concern of which the service reports nothing is null. */
const service = z.object({
  ...serviceKeyShape,
  caches: caches.nullable(),
  breakers: breakers.nullable(),
  limits: limits.nullable(),
  databases: databases.nullable(),
  events: events.nullable(),
  resources: resources.nullable(),
  costs: costs.optional().meta({ description: "absent: no bill line is mapped to it" }),
});
export type OverviewService = z.infer<typeof service>;

/** The concerns that an overview tells of. */
export const OVERVIEW_CONCERNS = [
  "caches",
  "breakers",
  "limits",
  "databases",
  "events",
  "resources",
] as const;
export type OverviewConcern = (typeof OVERVIEW_CONCERNS)[number];

export const overviewResponse = z.object({
  ...{ from: instant, to: instant },
  services: z.array(service),
  costs: month.nullable().meta({ description: "null: no bill tells of this month, or not yet" }),
});
export type OverviewResponse = z.infer<typeof overviewResponse>;
