/** What a rule would watch to watch a chart: a measure of the concern's alerts; `below`: small values are bad. */
type Watched = { measure: string; below?: true };

/** A chart of a concern's page by its id there, what it is called, and what a rule would watch; null: nothing yet. */
type Chart = { title: string; watched: Watched | null };

/** The charts of concerns that can be pinned to boards. */
export const CONCERN_CHARTS = {
  caches: {
    ratio: { title: "Hit ratio", watched: { measure: "hitRatio", below: true } },
    lookups: { title: "Look-ups", watched: { measure: "throughputPerSecond" } },
    latency: { title: "Cache latency", watched: { measure: "p95Ms" } },
  },
  breakers: {
    rejected: { title: "Calls refused", watched: null },
    failed: { title: "Calls that failed or were late", watched: { measure: "failureRatio" } },
  },
  limits: {
    rejected: { title: "Rejected", watched: { measure: "rejectedPerSecond" } },
    ratio: { title: "Share rejected", watched: { measure: "rejectedRatio" } },
  },
  databases: {
    rate: { title: "Operations", watched: null },
    p95: { title: "Database latency", watched: null },
    errors: { title: "Database errors", watched: null },
    lag: { title: "Replication lag", watched: null },
    waits: { title: "Waiting for a connection", watched: null },
  },
  events: {
    rate: { title: "Messages", watched: { measure: "throughputPerSecond" } },
    lag: { title: "From publishing to processing", watched: { measure: "lagP95Ms" } },
    failed: { title: "Failed attempts", watched: { measure: "failed" } },
  },
  resources: {
    cpu: { title: "CPU in use", watched: { measure: "cpuUtilization" } },
    memory: { title: "Memory in use", watched: { measure: "memoryUsageBytes" } },
    "event-loop": { title: "Event loop in use", watched: { measure: "eventLoopUtilization" } },
  },
  scaling: {
    instances: { title: "Instances", watched: null },
    share: { title: "Requests against the expected share", watched: null },
    p95: { title: "p95 by instance", watched: null },
    replicas: { title: "Replicas", watched: { measure: "current" } },
  },
} as const satisfies Record<string, Record<string, Chart>>;

export type ChartedConcern = keyof typeof CONCERN_CHARTS;

const isConcern = (name: string): name is ChartedConcern => Object.hasOwn(CONCERN_CHARTS, name);

/** The concerns that have charts for boards, in the rail's order. */
export const CHARTED_CONCERNS: readonly ChartedConcern[] =
  Object.keys(CONCERN_CHARTS).filter(isConcern);

/** The charts of a concern by id. */
export const chartsOf = (concern: ChartedConcern): Readonly<Record<string, Chart>> =>
  CONCERN_CHARTS[concern];

/** A chart of a concern; null: it has none of that id. */
export const concernChart = (concern: ChartedConcern, id: string): Chart | null =>
  Object.hasOwn(CONCERN_CHARTS[concern], id) ? (chartsOf(concern)[id] ?? null) : null;
