import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type StateEvidence, stateAfter, stretchesOf } from "./breaker-states.ts";
import { BREAKER_LENS, BREAKER_STATES } from "./breakers.ts";

const read = (name: string, attributes: Record<string, string>) => {
  const reading = BREAKER_LENS.read({
    name,
    unit: "",
    attributes: new Map(Object.entries(attributes)),
    resource: new Map(),
  });
  return reading && [reading.measure, reading.dimensions.breaker, reading.factor];
};

describe("rows of the lens", () => {
  test.each<[string, Record<string, string>, string]>([
    ["circuit_breaker.state", { "circuit_breaker.name": "pay" }, "state"],
    ["circuitbreaker.state", { "circuitbreaker.name": "pay" }, "state"],
    ["circuit_breaker_state", { circuit_breaker_name: "pay" }, "state"],
    ["circuitbreaker_state", { name: "pay", state: "half_open" }, "isHalfOpen"],
    ["circuit_breaker.state", { name: "pay", "circuit_breaker.state": "open" }, "isOpen"],
    [
      "circuit_breaker.calls",
      { "circuit_breaker.name": "pay", "circuit_breaker.outcome": "rejected" },
      "rejected",
    ],
    [
      "circuit_breaker_calls_total",
      { circuit_breaker_name: "pay", circuit_breaker_outcome: "fallback" },
      "fallback",
    ],
    [
      "circuit_breaker_transitions_total",
      { circuit_breaker_name: "pay", circuit_breaker_state_to: "half-open" },
      "toHalfOpen",
    ],
    ["circuit_total", { name: "pay", event: "success" }, "success"],
    ["circuit", { name: "pay", event: "failure" }, "failure"],
    ["circuit", { name: "pay", event: "timeout" }, "timeout"],
    ["circuit", { name: "pay", event: "reject" }, "rejected"],
    ["circuit", { name: "pay", event: "semaphoreLocked" }, "rejected"],
    ["circuit", { name: "pay", event: "open" }, "toOpen"],
    ["circuit", { name: "pay", event: "halfOpen" }, "toHalfOpen"],
    ["circuit", { name: "pay", event: "close" }, "toClosed"],
    ["circuit", { name: "pay", event: "fallback" }, "fallback"],
    ["resilience4j.circuitbreaker.state", { name: "pay", state: "forced_open" }, "isForcedOpen"],
    ["resilience4j_circuitbreaker_state", { name: "pay", state: "closed" }, "isClosed"],
    ["resilience4j.circuitbreaker.calls", { name: "pay", kind: "successful" }, "success"],
    ["resilience4j_circuitbreaker_calls_total", { name: "pay", kind: "failed" }, "failure"],
    ["resilience4j_circuitbreaker_not_permitted_calls_total", { name: "pay" }, "rejected"],
    [
      "resilience.polly.strategy.events",
      { "event.name": "OnCircuitOpened", "pipeline.name": "pay" },
      "toOpen",
    ],
    [
      "resilience_polly_strategy_events_total",
      { event_name: "OnCircuitClosed", pipeline_name: "pay" },
      "toClosed",
    ],
    [
      "resilience.polly.strategy.events",
      { "event.name": "OnCircuitHalfOpened", "pipeline.name": "pay" },
      "toHalfOpen",
    ],
    [
      "failsafe.circuit_breaker.execution.count",
      { "failsafe.circuit_breaker.name": "pay", "failsafe.circuit_breaker.outcome": "rejected" },
      "rejected",
    ],
    [
      "failsafe_circuit_breaker_state_change_count_total",
      { failsafe_circuit_breaker_name: "pay", failsafe_circuit_breaker_state: "half_open" },
      "toHalfOpen",
    ],
    ["envoy_cluster_circuit_breakers_default_rq_open", { envoy_cluster_name: "pay" }, "isOpen"],
    ["cluster.circuit_breakers.high.cx_open", { "envoy.cluster_name": "pay" }, "isOpen"],
    ["envoy_cluster_upstream_rq_pending_overflow", { envoy_cluster_name: "pay" }, "rejected"],
  ])("%s %j is %s", (name, attributes, measure) => {
    expect(read(name, attributes)).toEqual([measure, "pay", 1]);
  });

  test("resilience4j reports its failure rate in per cent", () => {
    expect(read("resilience4j.circuitbreaker.failure.rate", { name: "pay" })).toEqual([
      "failureRatio",
      "pay",
      0.01,
    ]);
  });

  test("other events are none of a breaker's", () => {
    expect(read("circuit", { name: "pay", event: "fire" })).toBeNull();
    const polly = { "event.name": "OnRateLimiterRejected", "pipeline.name": "pay" };
    expect(read("resilience.polly.strategy.events", polly)).toBeNull();
  });
});

const told = (some: Partial<StateEvidence>): StateEvidence => ({
  ...{ number: Number.NaN, flags: null, ran: false },
  ...{ toOpen: 0, toHalfOpen: 0, toClosed: 0, toForcedOpen: 0 },
  ...some,
});

describe("states", () => {
  test("a gauge says it", () => {
    expect(stateAfter("closed", told({ number: 3, toClosed: 1 }))).toBe("forced-open");
    expect(stateAfter("open", told({ number: 0 }))).toBe("closed");
    expect(stateAfter("open", told({ number: 7 }))).toBe("unknown");
    expect(stateAfter("closed", told({ flags: ["half-open"] }))).toBe("half-open");
    expect(stateAfter("open", told({ flags: [] }))).toBe("closed");
  });

  test("changes that were counted lead to it", () => {
    expect(stateAfter("unknown", told({ ran: true }))).toBe("closed");
    expect(stateAfter("unknown", told({}))).toBe("unknown");
    expect(stateAfter("closed", told({ toOpen: 1 }))).toBe("open");
    expect(stateAfter("open", told({ ran: true }))).toBe("open");
    expect(stateAfter("open", told({ toHalfOpen: 1 }))).toBe("half-open");
    expect(stateAfter("half-open", told({ toOpen: 1 }))).toBe("open");
    expect(stateAfter("closed", told({ toOpen: 2, toHalfOpen: 2, toClosed: 1 }))).toBe("closed");
    expect(stateAfter("open", told({ toHalfOpen: 1, toOpen: 1 }))).toBe("open");
  });

  test("stretches cover every bucket, and neighbours differ", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...BREAKER_STATES)), (states) => {
        const stretches = stretchesOf(states);
        const again = stretches.flatMap(({ state, from, to }) =>
          Array.from({ length: to - from }, () => state),
        );
        expect(again).toEqual(states);
        for (const [i, { state }] of stretches.entries()) {
          expect(stretches[i + 1]?.state).not.toBe(state);
        }
      }),
    );
  });
});
