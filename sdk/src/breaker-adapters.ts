import type { MeterProvider } from "@opentelemetry/api";
import type { BreakerStateKind } from "./breaker-state.ts";
import { breakerTelemetry } from "./breaker-telemetry.ts";

/** What is used of an opossum circuit. */
type OpossumCircuit = {
  readonly name: string;
  readonly opened: boolean;
  readonly halfOpen: boolean;
  readonly options?: { errorThresholdPercentage?: number };
  // biome-ignore lint/suspicious/noExplicitAny: each event of opossum has arguments of its own
  on: (event: any, listener: (...values: any[]) => void) => unknown;
};

/** What is used of a cockatiel circuit breaker policy; the states are those of its `CircuitState`. */
type CockatielPolicy = {
  readonly state: number;
  onStateChange: (listener: (state: number) => void) => { dispose: () => void };
  onSuccess: (listener: (event: { duration: number }) => void) => { dispose: () => void };
  onFailure: (listener: (event: { duration: number }) => void) => { dispose: () => void };
};

type Options = { name?: string; dependency?: string; meterProvider?: MeterProvider };

/** Reports an opossum circuit, which stays as it is, as `createCircuitBreaker` reports itself. */
export function instrumentOpossum(circuit: OpossumCircuit, options: Options = {}): void {
  let state: BreakerStateKind = "closed";
  const read = (): BreakerStateKind => {
    if (circuit.halfOpen) return "half-open";
    return circuit.opened ? "open" : "closed";
  };
  const percent = circuit.options?.errorThresholdPercentage;
  const telemetry = breakerTelemetry({
    name: options.name ?? circuit.name,
    state: read,
    dependency: options.dependency,
    threshold: percent === undefined ? undefined : { failureRatio: percent / 100 },
    meterProvider: options.meterProvider,
  });
  const change = (next: BreakerStateKind) => () => {
    if (next !== state) telemetry.changed(state, next);
    state = next;
  };
  circuit.on("open", change("open"));
  circuit.on("halfOpen", change("half-open"));
  circuit.on("close", change("closed"));
  circuit.on("success", (_result: unknown, latencyMs: number) => {
    telemetry.called("success");
    telemetry.lasted(latencyMs / 1_000, "success");
  });
  // A call that is late fires `timeout` and then `failure`: it is one call.
  let late = 0;
  circuit.on("timeout", () => {
    late += 1;
    telemetry.called("timeout");
  });
  circuit.on("failure", (error: unknown, latencyMs: number) => {
    if (late > 0 && isTimeout(error)) {
      late -= 1;
      telemetry.lasted(latencyMs / 1_000, "timeout");
      return;
    }
    telemetry.called("failure");
    telemetry.lasted(latencyMs / 1_000, "failure");
  });
  circuit.on("reject", () => telemetry.called("rejected"));
  circuit.on("semaphoreLocked", () => telemetry.called("rejected"));
  circuit.on("fallback", () => telemetry.called("fallback"));
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ETIMEDOUT";

const COCKATIEL_STATES: readonly BreakerStateKind[] = [
  "closed",
  "open",
  "half-open",
  "forced-open",
];

/**
 * Reports a cockatiel circuit breaker policy. Calls that it rejects do not show, since cockatiel has no event for
 * them. The returned function ends the reporting.
 */
export function instrumentCockatiel(
  policy: CockatielPolicy,
  options: Options & { name: string },
): () => void {
  const kindOf = (state: number): BreakerStateKind => COCKATIEL_STATES[state] ?? "closed";
  let state = kindOf(policy.state);
  const telemetry = breakerTelemetry({
    name: options.name,
    state: () => kindOf(policy.state),
    dependency: options.dependency,
    meterProvider: options.meterProvider,
  });
  const listening = [
    policy.onStateChange((next) => {
      telemetry.changed(state, kindOf(next));
      state = kindOf(next);
    }),
    policy.onSuccess(({ duration }) => {
      telemetry.called("success");
      telemetry.lasted(duration / 1_000, "success");
    }),
    policy.onFailure(({ duration }) => {
      telemetry.called("failure");
      telemetry.lasted(duration / 1_000, "failure");
    }),
  ];
  return () => {
    for (const listener of listening) listener.dispose();
    telemetry.stop();
  };
}
