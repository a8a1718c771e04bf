import { Lens, type LensRow } from "./lens.ts";

/** What a circuit breaker lets through. `unknown`: it reports no more. */
export const BREAKER_STATES = ["closed", "open", "half-open", "forced-open", "unknown"] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

export const CALL_OUTCOMES = ["success", "failure", "rejected", "timeout", "fallback"] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/**
 * `state` is a number (0 closed, 1 open, 2 half-open, 3 forced open), `is…` is 1 while the breaker is in that state,
 * `to…` counts changes to a state and `…AtSeconds` is when it last came into it (since the epoch); outcomes count
 * calls. Thresholds: at which share of failed calls, or after how many failures in a row, it opens.
 */
export type BreakerMeasure =
  | "state"
  | "isClosed"
  | "isOpen"
  | "isHalfOpen"
  | "isForcedOpen"
  | "toClosed"
  | "toOpen"
  | "toHalfOpen"
  | "toForcedOpen"
  | "closedAtSeconds"
  | "openAtSeconds"
  | "halfOpenAtSeconds"
  | "forcedOpenAtSeconds"
  | "failureRatio"
  | "thresholdRatio"
  | "thresholdFailures"
  | CallOutcome;

/** `dependency`: what is behind the breaker, where that is told. */
export type BreakerDimension = "breaker" | "dependency";

type Row = LensRow<BreakerDimension, BreakerMeasure>;

const FLAGS = {
  closed: "isClosed",
  disabled: "isClosed",
  metrics_only: "isClosed",
  open: "isOpen",
  half_open: "isHalfOpen",
  "half-open": "isHalfOpen",
  halfopen: "isHalfOpen",
  forced_open: "isForcedOpen",
  "forced-open": "isForcedOpen",
  isolated: "isForcedOpen",
} as const;

const CHANGES = {
  closed: "toClosed",
  close: "toClosed",
  open: "toOpen",
  half_open: "toHalfOpen",
  "half-open": "toHalfOpen",
  halfopen: "toHalfOpen",
  forced_open: "toForcedOpen",
  "forced-open": "toForcedOpen",
  isolated: "toForcedOpen",
} as const;

const MOMENTS = {
  closed: "closedAtSeconds",
  open: "openAtSeconds",
  "half-open": "halfOpenAtSeconds",
  "forced-open": "forcedOpenAtSeconds",
} as const;

const DEPENDENCY = ["peer.service", "service.peer.name", "server.address"];
const NAME = [
  "circuit_breaker.name",
  "circuitbreaker.name",
  "circuit.breaker.name",
  "name",
  "circuit",
];
const NAMED = { breaker: NAME, dependency: DEPENDENCY };
const STATE = ["circuit_breaker.state", "circuitbreaker.state", "state"];

const stateRows = (metric: string): Row[] => [
  {
    library: "state as an attribute",
    metric,
    measure: { attribute: STATE, values: FLAGS },
    dimensions: NAMED,
  },
  { library: "state as a number", metric, measure: "state", dimensions: NAMED },
];

const ENVOY_FLAGS = ["cx_open", "cx_pool_open", "rq_open", "rq_pending_open", "rq_retry_open"];
const ENVOY_OVERFLOWS = ["upstream_rq_pending_overflow", "upstream_cx_overflow"];

const ENVOY: readonly Row[] = ["", "envoy."].flatMap((prefix) => [
  ...["default", "high"].flatMap((priority) =>
    ENVOY_FLAGS.map(
      (flag): Row => ({
        library: "Envoy",
        metric: `${prefix}cluster.circuit_breakers.${priority}.${flag}`,
        measure: "isOpen",
        dimensions: { breaker: ["envoy.cluster_name"] },
      }),
    ),
  ),
  ...ENVOY_OVERFLOWS.map(
    (metric): Row => ({
      library: "Envoy",
      metric: `${prefix}cluster.${metric}`,
      measure: "rejected",
      dimensions: { breaker: ["envoy.cluster_name"] },
    }),
  ),
]);

/** How circuit breakers report themselves, by library. */
export const BREAKER_ROWS: readonly Row[] = [
  ...stateRows("circuit_breaker.state"),
  ...stateRows("circuitbreaker.state"),
  {
    library: "@headroom/sdk",
    metric: "circuit_breaker.calls",
    measure: {
      attribute: ["circuit_breaker.outcome"],
      values: {
        success: "success",
        failure: "failure",
        rejected: "rejected",
        timeout: "timeout",
        fallback: "fallback",
      },
    },
    dimensions: NAMED,
  },
  {
    library: "@headroom/sdk",
    metric: "circuit_breaker.transitions",
    measure: { attribute: ["circuit_breaker.state.to"], values: CHANGES },
    dimensions: NAMED,
  },
  {
    library: "@headroom/sdk",
    metric: "circuit_breaker.transition.time",
    measure: { attribute: ["circuit_breaker.state.to"], values: MOMENTS },
    dimensions: NAMED,
  },
  {
    library: "@headroom/sdk",
    metric: "circuit_breaker.failure_ratio.threshold",
    measure: "thresholdRatio",
    dimensions: NAMED,
  },
  {
    library: "@headroom/sdk",
    metric: "circuit_breaker.failures_in_a_row.threshold",
    measure: "thresholdFailures",
    dimensions: NAMED,
  },
  {
    library: "opossum-prometheus",
    metric: "circuit",
    measure: {
      attribute: ["event"],
      values: {
        success: "success",
        failure: "failure",
        timeout: "timeout",
        reject: "rejected",
        semaphorelocked: "rejected",
        fallback: "fallback",
        open: "toOpen",
        halfopen: "toHalfOpen",
        close: "toClosed",
      },
    },
    dimensions: { breaker: ["name"] },
  },
  {
    library: "resilience4j",
    metric: "resilience4j.circuitbreaker.state",
    measure: { attribute: ["state"], values: FLAGS },
    dimensions: { breaker: ["name"] },
  },
  {
    library: "resilience4j",
    metric: "resilience4j.circuitbreaker.calls",
    measure: {
      attribute: ["kind"],
      values: { successful: "success", ignored: "success", failed: "failure" },
    },
    dimensions: { breaker: ["name"] },
  },
  {
    library: "resilience4j",
    metric: "resilience4j.circuitbreaker.not.permitted.calls",
    measure: "rejected",
    dimensions: { breaker: ["name"] },
  },
  {
    library: "resilience4j",
    metric: "resilience4j.circuitbreaker.failure.rate",
    measure: "failureRatio",
    dimensions: { breaker: ["name"] },
    // It reports per cent, and -1 while it has seen too few calls.
    factor: 0.01,
  },
  {
    library: "Polly",
    metric: "resilience.polly.strategy.events",
    measure: {
      attribute: ["event.name"],
      values: {
        oncircuitopened: "toOpen",
        oncircuitclosed: "toClosed",
        oncircuithalfopened: "toHalfOpen",
      },
    },
    dimensions: { breaker: ["pipeline.name", "strategy.name"] },
  },
  {
    library: "Failsafe",
    metric: "failsafe.circuit_breaker.execution.count",
    measure: {
      attribute: ["failsafe.circuit_breaker.outcome"],
      values: { success: "success", failure: "failure", rejected: "rejected" },
    },
    dimensions: { breaker: ["failsafe.circuit_breaker.name", "name"] },
  },
  {
    library: "Failsafe",
    metric: "failsafe.circuit_breaker.state_change.count",
    measure: { attribute: ["failsafe.circuit_breaker.state"], values: CHANGES },
    dimensions: { breaker: ["failsafe.circuit_breaker.name", "name"] },
  },
  ...ENVOY,
];

export const BREAKER_LENS = new Lens<BreakerDimension, BreakerMeasure>(
  ["breaker", "dependency"],
  BREAKER_ROWS,
);
