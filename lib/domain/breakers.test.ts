import { describe, expect, test } from "vitest";
import { toldState } from "./breaker-states.ts";
import { BREAKER_LENS, BREAKER_ROWS } from "./breakers.ts";
import { lensSubject, untestedRows } from "./test-support/untested-rows.ts";

const read = (name: string, attributes: Record<string, string>) => {
  const reading = BREAKER_LENS.read(lensSubject({ name, attributes }));
  return reading && [reading.measure, reading.dimensions.breaker, reading.factor];
};

type Golden = [name: string, attributes: Record<string, string>, measure: string];

/** A golden line for each word that an attribute says. */
const words = (
  name: string,
  attribute: string,
  { named, words }: { named: Record<string, string>; words: Record<string, string> },
): Golden[] =>
  Object.entries(words).map(([word, measure]) => [name, { ...named, [attribute]: word }, measure]);

const FLAGS = {
  closed: "isClosed",
  open: "isOpen",
  half_open: "isHalfOpen",
  forced_open: "isForcedOpen",
};
const CHANGES = {
  closed: "toClosed",
  open: "toOpen",
  "half-open": "toHalfOpen",
  "forced-open": "toForcedOpen",
};
const OUTCOMES = { success: "success", failure: "failure", timeout: "timeout" };
const NAMED = { name: "pay" };
const KIT = { "circuit_breaker.name": "pay" };
const FAILSAFE = { "failsafe.circuit_breaker.name": "pay" };
const ENVOY = { "envoy.cluster_name": "pay" };
const ENVOY_FLAGS = ["cx_open", "cx_pool_open", "rq_open", "rq_pending_open", "rq_retry_open"];

const GOLDEN: Golden[] = [
  ["circuit_breaker.state", KIT, "state"],
  ["circuitbreaker.state", { "circuitbreaker.name": "pay" }, "state"],
  ["circuit_breaker_state", { circuit_breaker_name: "pay" }, "state"],
  ...words("circuitbreaker_state", "state", { named: NAMED, words: FLAGS }),
  ...words("circuit_breaker.state", "circuit_breaker.state", { named: NAMED, words: FLAGS }),
  ...words("circuit_breaker.calls", "circuit_breaker.outcome", {
    named: KIT,
    words: { ...OUTCOMES, rejected: "rejected", fallback: "fallback" },
  }),
  [
    "circuit_breaker_calls_total",
    { circuit_breaker_name: "pay", circuit_breaker_outcome: "fallback" },
    "fallback",
  ],
  ...words("circuit_breaker.transitions", "circuit_breaker.state.to", {
    named: KIT,
    words: CHANGES,
  }),
  ...words("circuit_breaker.transition.time", "circuit_breaker.state.to", {
    named: KIT,
    words: {
      ...{ open: "openAtSeconds", "half-open": "halfOpenAtSeconds" },
      ...{ closed: "closedAtSeconds", "forced-open": "forcedOpenAtSeconds" },
    },
  }),
  ["circuit_breaker.failure_ratio.threshold", KIT, "thresholdRatio"],
  ["circuit_breaker.failures_in_a_row.threshold", KIT, "thresholdFailures"],
  ["circuit_total", { name: "pay", event: "success" }, "success"],
  ...words("circuit", "event", {
    named: NAMED,
    words: {
      ...{ ...OUTCOMES, reject: "rejected", semaphoreLocked: "rejected", fallback: "fallback" },
      ...{ open: "toOpen", halfOpen: "toHalfOpen", close: "toClosed" },
    },
  }),
  ...words("resilience4j.circuitbreaker.state", "state", { named: NAMED, words: FLAGS }),
  ["resilience4j_circuitbreaker_state", { name: "pay", state: "closed" }, "isClosed"],
  ...words("resilience4j.circuitbreaker.calls", "kind", {
    named: NAMED,
    words: { successful: "success", failed: "failure", ignored: "success" },
  }),
  ["resilience4j_circuitbreaker_not_permitted_calls_total", { name: "pay" }, "rejected"],
  ...words("resilience.polly.strategy.events", "event.name", {
    named: { "pipeline.name": "pay" },
    words: {
      OnCircuitOpened: "toOpen",
      OnCircuitClosed: "toClosed",
      OnCircuitHalfOpened: "toHalfOpen",
    },
  }),
  [
    "resilience_polly_strategy_events_total",
    { event_name: "OnCircuitClosed", pipeline_name: "pay" },
    "toClosed",
  ],
  ...words("failsafe.circuit_breaker.execution.count", "failsafe.circuit_breaker.outcome", {
    named: FAILSAFE,
    words: { success: "success", failure: "failure", rejected: "rejected" },
  }),
  ...words("failsafe.circuit_breaker.state_change.count", "failsafe.circuit_breaker.state", {
    named: FAILSAFE,
    words: CHANGES,
  }),
  ["envoy_cluster_circuit_breakers_default_rq_open", { envoy_cluster_name: "pay" }, "isOpen"],
  ...["", "envoy."].flatMap((prefix): Golden[] => [
    ...ENVOY_FLAGS.flatMap((flag): Golden[] => [
      [`${prefix}cluster.circuit_breakers.default.${flag}`, ENVOY, "isOpen"],
      [`${prefix}cluster.circuit_breakers.high.${flag}`, ENVOY, "isOpen"],
    ]),
    [`${prefix}cluster.upstream_rq_pending_overflow`, ENVOY, "rejected"],
    [`${prefix}cluster.upstream_cx_overflow`, ENVOY, "rejected"],
  ]),
];

describe("rows of the lens", () => {
  test.each(GOLDEN)("%s %j is %s", (name, attributes, measure) => {
    expect(read(name, attributes)).toEqual([measure, "pay", 1]);
  });

  test("resilience4j reports its failure rate in per cent", () => {
    expect(read("resilience4j.circuitbreaker.failure.rate", { name: "pay" })).toEqual([
      "failureRatio",
      "pay",
      0.01,
    ]);
  });

  test("every row has its golden line", () => {
    const goldens = GOLDEN.map(([name, attributes]) => ({ name, attributes }));
    const rate = { name: "resilience4j.circuitbreaker.failure.rate" };
    expect(untestedRows(BREAKER_ROWS, [...goldens, rate])).toEqual([]);
  });

  test("other events are none of a breaker's", () => {
    expect(read("circuit", { name: "pay", event: "fire" })).toBeNull();
    const polly = { "event.name": "OnRateLimiterRejected", "pipeline.name": "pay" };
    expect(read("resilience.polly.strategy.events", polly)).toBeNull();
  });
});

test("a gauge tells the state, by number or by flags", () => {
  expect(toldState(3, null)).toBe("forced-open");
  expect(toldState(0, ["open"])).toBe("closed");
  expect(toldState(7, null)).toBe("unknown");
  expect(toldState(Number.NaN, ["half-open"])).toBe("half-open");
  expect(toldState(Number.NaN, [])).toBe("closed");
  expect(toldState(Number.NaN, null)).toBeNull();
});
