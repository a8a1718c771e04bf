import { type Attributes, type MeterProvider, trace } from "@opentelemetry/api";
import type { BreakerStateKind } from "./breaker-state.ts";
import { FINE_BOUNDARIES_S, instruments } from "./instruments.ts";

/** How a call through a breaker ended. `rejected`: it did not run. `fallback` comes besides the outcome it stands in for. */
export type BreakerOutcome = "success" | "failure" | "timeout" | "rejected" | "fallback";

/** The values of the gauge `circuit_breaker.state`. */
const STATE_NUMBERS: Record<BreakerStateKind, number> = {
  closed: 0,
  open: 1,
  "half-open": 2,
  "forced-open": 3,
};

export type BreakerTelemetry = {
  called: (outcome: BreakerOutcome) => void;
  /** Seconds that a call took, for the calls that ran. */
  lasted: (seconds: number, outcome: BreakerOutcome) => void;
  /** Also as an event on the active span, so that the trace that tripped the breaker is found. */
  changed: (from: BreakerStateKind, to: BreakerStateKind) => void;
  /** Ends the reporting of the state. */
  stop: () => void;
};

type Options = {
  name: string;
  state: () => BreakerStateKind;
  meterProvider?: MeterProvider | undefined;
};

/**
 * What every breaker reports: `circuit_breaker.state` (0 closed, 1 open, 2 half-open, 3 forced open),
 * `circuit_breaker.calls` by outcome, `circuit_breaker.call.duration` and `circuit_breaker.transitions`.
 */
export function breakerTelemetry({ name, state, meterProvider }: Options): BreakerTelemetry {
  const named: Attributes = { "circuit_breaker.name": name };
  let stopReporting = () => {};
  const current = instruments((meter) => {
    stopReporting();
    const gauge = meter.createObservableGauge("circuit_breaker.state", {
      description: "0 closed, 1 open, 2 half-open, 3 forced open.",
    });
    const observe = (result: { observe: (value: number, attributes: Attributes) => void }) =>
      result.observe(STATE_NUMBERS[state()], named);
    gauge.addCallback(observe);
    stopReporting = () => gauge.removeCallback(observe);
    return {
      calls: meter.createCounter("circuit_breaker.calls", {
        description: "Calls through a circuit breaker by outcome.",
        unit: "{call}",
      }),
      duration: meter.createHistogram("circuit_breaker.call.duration", {
        description: "Duration of calls that a circuit breaker let through.",
        unit: "s",
        advice: { explicitBucketBoundaries: FINE_BOUNDARIES_S },
      }),
      transitions: meter.createCounter("circuit_breaker.transitions", {
        description: "Changes of a circuit breaker's state.",
        unit: "{transition}",
      }),
    };
  }, meterProvider);
  current();
  return {
    called: (outcome) => current().calls.add(1, { ...named, "circuit_breaker.outcome": outcome }),
    lasted: (seconds, outcome) =>
      current().duration.record(seconds, { ...named, "circuit_breaker.outcome": outcome }),
    changed: (from, to) => {
      const change = {
        ...named,
        "circuit_breaker.state.from": from,
        "circuit_breaker.state.to": to,
      };
      current().transitions.add(1, change);
      trace.getActiveSpan()?.addEvent("circuit_breaker.transition", change);
    },
    stop: () => stopReporting(),
  };
}
