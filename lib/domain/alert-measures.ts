import { REQUEST_FILTERS } from "./chart-spec.ts";
import { REQUEST_GROUPINGS } from "./requests.ts";

/** What a measure's values are, for how they are shown. */
export type AlertUnit =
  | "ms"
  | "ratio"
  | "perSecond"
  | "bytes"
  | "seconds"
  | "cores"
  | "flag"
  | "times"
  | "number";

/** What rules can watch of a concern. */
export type AlertConcern = {
  /** Names as the concern's own answers have them; null: any name, as with metrics. */
  measures: Readonly<Record<string, AlertUnit>> | null;
  /** What can be filtered by; null: any attribute. */
  filters: readonly string[] | null;
  /** What can be grouped by; null: any attribute. Without a group the worst of all things counts, or their sum. */
  groupings: readonly string[] | null;
  /** Whether it tells how many samples a value was made of, so that a rule can ask for a minimum. */
  hasCount: boolean;
};

const SERVICE = ["service", "namespace", "environment"] as const;
const OF_SENDER = [...SERVICE, "instance"] as const;

const COST_DIMENSIONS = ["service", "account", "region", "category"] as const;

/** Measures of requests that need to know how long a request may take, and those that also know what is owed. */
export const NEEDS_TARGET: ReadonlySet<string> = new Set(["apdex", "slowRatio"]);
export const BURN_RATE = "burnRate";

/** Everything that alert rules can watch, by concern. */
export const ALERT_CONCERNS = {
  requests: {
    measures: {
      p50Ms: "ms",
      p95Ms: "ms",
      p99Ms: "ms",
      meanMs: "ms",
      maxMs: "ms",
      errorRatio: "ratio",
      errorCount: "number",
      requestCount: "number",
      throughputPerSecond: "perSecond",
      apdex: "ratio",
      slowRatio: "ratio",
      burnRate: "times",
    },
    filters: REQUEST_FILTERS,
    groupings: REQUEST_GROUPINGS,
    hasCount: true,
  },
  caches: {
    measures: {
      hitRatio: "ratio",
      misses: "number",
      errors: "number",
      evictions: "number",
      p50Ms: "ms",
      p95Ms: "ms",
      throughputPerSecond: "perSecond",
    },
    filters: [...OF_SENDER, "cache", "layer"],
    groupings: [...SERVICE, "cache", "layer"],
    hasCount: true,
  },
  breakers: {
    measures: {
      notClosed: "flag",
      openSeconds: "seconds",
      failureRatio: "ratio",
      rejected: "number",
    },
    filters: [...OF_SENDER, "breaker"],
    groupings: [...OF_SENDER, "breaker"],
    hasCount: false,
  },
  databases: {
    measures: {
      p50Ms: "ms",
      p95Ms: "ms",
      p99Ms: "ms",
      errorRatio: "ratio",
      operationCount: "number",
      deadlocks: "number",
      poolUtilization: "ratio",
      poolPending: "number",
      poolTimeouts: "number",
      poolWaitP95Ms: "ms",
      replicaLagMs: "ms",
    },
    filters: [...SERVICE, "system", "databaseNamespace", "pool", "role", "node"],
    groupings: [...SERVICE, "system", "databaseNamespace", "pool", "role", "node"],
    hasCount: true,
  },
  limits: {
    measures: {
      rejected: "number",
      rejectedRatio: "ratio",
      rejectedPerSecond: "perSecond",
      queued: "number",
    },
    filters: [...OF_SENDER, "policy", "route"],
    groupings: [...SERVICE, "policy", "route"],
    hasCount: true,
  },
  events: {
    measures: {
      lagP95Ms: "ms",
      p95Ms: "ms",
      backlog: "number",
      failed: "number",
      deadLettered: "number",
      throughputPerSecond: "perSecond",
    },
    filters: [...OF_SENDER, "system", "destination", "consumerGroup"],
    groupings: [...SERVICE, "system", "destination", "consumerGroup"],
    hasCount: true,
  },
  resources: {
    measures: {
      cpuUtilization: "ratio",
      hostCpuUtilization: "ratio",
      cpuCores: "cores",
      memoryUtilization: "ratio",
      hostMemoryUtilization: "ratio",
      memoryUsageBytes: "bytes",
      eventLoopUtilization: "ratio",
      eventLoopDelayP99Ms: "ms",
      gcMsPerSecond: "number",
      diskUtilization: "ratio",
      filesystemUtilization: "ratio",
    },
    filters: [...OF_SENDER, "host", "container"],
    groupings: [...OF_SENDER, "host", "container"],
    hasCount: false,
  },
  scaling: {
    measures: { pinned: "flag", current: "number", desired: "number", restarts: "number" },
    filters: OF_SENDER,
    groupings: [...SERVICE, "hpa", "deployment"],
    hasCount: false,
  },
  logs: {
    measures: { count: "number" },
    filters: [...SERVICE, "severity", "search"],
    groupings: [],
    hasCount: false,
  },
  costs: {
    measures: { dailyCost: "number", costPerThousandRequests: "number" },
    filters: COST_DIMENSIONS,
    groupings: COST_DIMENSIONS,
    hasCount: false,
  },
  budgets: {
    measures: { usedRatio: "ratio", forecastRatio: "ratio" },
    filters: ["budget"],
    groupings: ["budget"],
    hasCount: false,
  },
  metrics: { measures: null, filters: null, groupings: null, hasCount: false },
} as const satisfies Record<string, AlertConcern>;

export type AlertConcernName = keyof typeof ALERT_CONCERNS;

/** The concern of a name; null: rules cannot watch it. */
export function alertConcern(name: string): AlertConcern | null {
  return isAlertConcern(name) ? ALERT_CONCERNS[name] : null;
}

/** Whether rules can watch a concern of this name. */
export const isAlertConcern = (name: string): name is AlertConcernName =>
  Object.hasOwn(ALERT_CONCERNS, name);

/** The unit of a measure; `number` where only the metric itself would tell. */
export const alertUnit = (concern: string, measure: string): AlertUnit =>
  alertConcern(concern)?.measures?.[measure] ?? "number";
