import {
  type Attributes,
  type BatchObservableResult,
  type Meter,
  type MeterProvider,
  trace,
} from "@opentelemetry/api";
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
  changed: (from: BreakerStateKind, to: BreakerStateKind, atMs?: number) => void;
  /** Ends the reporting of the state. */
  stop: () => void;
};

/** When a breaker trips, as far as it can be told. */
export type BreakerThreshold = { failureRatio?: number; failuresInARow?: number };

type Options = {
  name: string;
  state: () => BreakerStateKind;
  /** The service or address behind the breaker. */
  dependency?: string | undefined;
  threshold?: BreakerThreshold | undefined;
  now?: (() => number) | undefined;
  meterProvider?: MeterProvider | undefined;
};

/**
 * What every breaker reports: `circuit_breaker.state` (0 closed, 1 open, 2 half-open, 3 forced open),
 * `circuit_breaker.calls` by outcome, `circuit_breaker.call.duration`, `circuit_breaker.transitions`, when it last came
 * into each state (`circuit_breaker.transition.time`, Unix seconds), and the threshold at which it trips.
 */
export function breakerTelemetry(options: Options): BreakerTelemetry {
  const { name, dependency, now = Date.now } = options;
  const named: Attributes = {
    "circuit_breaker.name": name,
    ...(dependency === undefined ? {} : { "peer.service": dependency }),
  };
  const changedAtMs = new Map<BreakerStateKind, number>();
  let stopReporting = () => {};
  const current = instruments((meter) => {
    stopReporting();
    stopReporting = reportLevels(meter, { ...options, named, changedAtMs });
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
  }, options.meterProvider);
  current();
  return {
    called: (outcome) => current().calls.add(1, { ...named, "circuit_breaker.outcome": outcome }),
    lasted: (seconds, outcome) =>
      current().duration.record(seconds, { ...named, "circuit_breaker.outcome": outcome }),
    changed: (from, to, atMs = now()) => {
      const change = {
        ...named,
        "circuit_breaker.state.from": from,
        "circuit_breaker.state.to": to,
      };
      changedAtMs.set(to, atMs);
      current().transitions.add(1, change);
      trace.getActiveSpan()?.addEvent("circuit_breaker.transition", change);
    },
    stop: () => stopReporting(),
  };
}

type Levels = Pick<Options, "state" | "threshold"> & {
  named: Attributes;
  changedAtMs: ReadonlyMap<BreakerStateKind, number>;
};

/** Gauges that are asked for at each export; the returned function ends that. */
function reportLevels(meter: Meter, { state, threshold, named, changedAtMs }: Levels): () => void {
  const stateGauge = meter.createObservableGauge("circuit_breaker.state", {
    description: "0 closed, 1 open, 2 half-open, 3 forced open.",
  });
  const timeGauge = meter.createObservableGauge("circuit_breaker.transition.time", {
    description: "When the breaker last came into a state, since the Unix epoch.",
    unit: "s",
  });
  const ratioGauge = meter.createObservableGauge("circuit_breaker.failure_ratio.threshold", {
    description: "The share of failed calls at which the breaker opens.",
    unit: "1",
  });
  const rowGauge = meter.createObservableGauge("circuit_breaker.failures_in_a_row.threshold", {
    description: "Failures in a row at which the breaker opens.",
    unit: "{call}",
  });
  const gauges = [stateGauge, timeGauge, ratioGauge, rowGauge];
  const observe = (result: BatchObservableResult) => {
    // Asking for the state may change it: it comes first.
    result.observe(stateGauge, STATE_NUMBERS[state()], named);
    for (const [to, atMs] of changedAtMs) {
      result.observe(timeGauge, atMs / 1_000, { ...named, "circuit_breaker.state.to": to });
    }
    const { failureRatio, failuresInARow } = threshold ?? {};
    if (failureRatio !== undefined) result.observe(ratioGauge, failureRatio, named);
    if (failuresInARow !== undefined) result.observe(rowGauge, failuresInARow, named);
  };
  meter.addBatchObservableCallback(observe, gauges);
  return () => meter.removeBatchObservableCallback(observe, gauges);
}
