import { z } from "zod";
import { concernGroup, concernParams, concernRange, serviceKeyShape } from "./concern.ts";
import { filter, instant } from "./time.ts";

/** Null: not told. */
const figure = z.number().nullable();
const ratio = (description: string) => figure.meta({ description });

/** Operations of a service on one database. */
export const databaseFigures = z.object({
  operationCount: figure,
  errorCount: figure,
  errorRatio: ratio("errors / operations, 0 to 1"),
  throughputPerSecond: figure,
  totalMs: figure.meta({ description: "All operations' time together" }),
  meanMs: figure,
  p50Ms: figure,
  p95Ms: figure,
  p99Ms: figure,
  maxMs: figure,
  perRequest: figure.meta({ description: "Operations for each request of the service" }),
  rowsPerOperation: figure.meta({ description: "Rows that an operation returned, mean" }),
  backends: figure.meta({ description: "Connections of all clients, as the server tells" }),
  backendLimit: figure,
  commits: figure,
  rollbacks: figure,
  deadlocks: figure,
  sizeBytes: figure,
});
export type DatabaseFigures = z.infer<typeof databaseFigures>;

const databaseShape = { ...serviceKeyShape, system: z.string(), databaseNamespace: z.string() };
export const databaseKey = z.object(databaseShape);
export type DatabaseKey = z.infer<typeof databaseKey>;

/** A pool of connections, all instances of its service together. Levels are the newest, `most…` the highest. */
export const poolFigures = z.object({
  used: figure,
  idle: figure,
  max: figure,
  pending: figure.meta({ description: "Requests that wait for a connection" }),
  mostPending: figure.meta({ description: "The most that waited at a time" }),
  utilization: ratio(
    "Highest share of connections in use on any instance, 0 to 1; null without a maximum",
  ),
  timeouts: figure.meta({ description: "Requests that got no connection in time" }),
  waitMeanMs: figure,
  waitP95Ms: figure,
  useP95Ms: figure,
});
export type PoolFigures = z.infer<typeof poolFigures>;
const poolKey = z.object({ ...serviceKeyShape, pool: z.string() });

/** A primary or a replica as its readers see it, and how far it is behind. */
export const nodeFigures = z.object({
  reads: figure,
  readShare: ratio("Of the reads that tell where they went, 0 to 1"),
  readP50Ms: figure,
  readP95Ms: figure,
  errorCount: figure.meta({ description: "Failed operations, writes too" }),
  lagMs: figure.meta({ description: "Behind the primary, the newest that is known" }),
  mostLagMs: figure,
  lagBytes: figure,
});
export type NodeFigures = z.infer<typeof nodeFigures>;
const nodeKey = z.object({
  ...serviceKeyShape,
  system: z.string(),
  role: z.enum(["primary", "replica", ""]).meta({ description: "Empty: not told" }),
  node: z.string().meta({ description: "Its name or address; empty: not told" }),
});
export type NodeKey = z.infer<typeof nodeKey>;

/** Queries in a row that one would have answered. */
const nPlusOne = z.object({
  key: z.object({
    ...serviceKeyShape,
    system: z.string(),
    route: z.string(),
    statement: z.string(),
  }),
  occurrences: z.number(),
  queries: z.number().meta({ description: "Of all occurrences" }),
  queriesPerOccurrence: z.number(),
  lostMs: z.number().meta({ description: "Time of all queries but one of each occurrence" }),
  /** The first and the newest bucket with one. */
  firstAt: instant,
  lastAt: instant,
  exemplarTraceId: z.string().nullable().meta({ description: "A trace that was kept for it" }),
});
export type NPlusOneFinding = z.infer<typeof nPlusOne>;

export const databasesResponse = z.object({
  ...concernRange,
  groups: z.array(
    concernGroup(databaseKey, databaseFigures).extend({
      source: z.enum(["spans", "metrics"]).nullable().meta({ description: "Of the operations" }),
    }),
  ),
  pools: z.array(concernGroup(poolKey, poolFigures)),
  replicas: z.array(concernGroup(nodeKey, nodeFigures)),
  nPlusOnes: z.array(nPlusOne).meta({ description: "The costliest first" }),
});
export type DatabasesResponse = z.infer<typeof databasesResponse>;
export type DatabaseGroup = DatabasesResponse["groups"][number];
export type PoolGroup = DatabasesResponse["pools"][number];
export type NodeGroup = DatabasesResponse["replicas"][number];

export const databasesParams = concernParams.extend({ system: filter, databaseNamespace: filter });
export type DatabasesParams = z.infer<typeof databasesParams>;

/** One normalised statement of a service on a database. */
const statement = z.object({
  key: z.object({ ...databaseShape, statement: z.string() }),
  operation: z.string(),
  collection: z.string(),
  count: z.number(),
  errorCount: z.number(),
  totalMs: z.number(),
  timeShare: ratio("Of the time of all operations that were asked for, 0 to 1"),
  meanMs: figure,
  p95Ms: figure,
  maxMs: figure,
  perRequest: figure.meta({ description: "Calls for each request of the service" }),
  exemplarTraceId: z.string().nullable().meta({ description: "Of a slow one; it may not be kept" }),
});
export type StatementLine = z.infer<typeof statement>;

export const statementsResponse = z.object({
  from: instant,
  to: instant,
  statements: z.array(statement).meta({ description: "By total time, the most first" }),
  complete: z.boolean().meta({
    description:
      "False: databases that took less time were not looked into; one of theirs may be missing",
  }),
});
export type StatementsResponse = z.infer<typeof statementsResponse>;

export const statementsParams = databasesParams
  .omit({ step: true, compare: true })
  .extend({ limit: z.coerce.number().int().min(1).max(200).default(20) });
export type StatementsParams = z.infer<typeof statementsParams>;
