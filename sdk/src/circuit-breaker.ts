import { setTimeout as sleep } from "node:timers/promises";
import type { MeterProvider } from "@opentelemetry/api";
import { CircuitState, ConsecutiveBreaker, CountBreaker, type IBreaker } from "cockatiel";
import {
  admit,
  type BreakerRules,
  type BreakerState,
  type BreakerStateKind,
  opened,
  stateAt,
  trialSucceeded,
} from "./breaker-state.ts";
import {
  type BreakerOutcome,
  type BreakerTelemetry,
  type BreakerThreshold,
  breakerTelemetry,
} from "./breaker-telemetry.ts";

/** A call that did not run because the breaker is open, or because enough trials run already. */
export class BreakerOpenError extends Error {
  constructor(
    readonly breaker: string,
    readonly state: BreakerStateKind,
  ) {
    super(`The circuit breaker ${breaker} is ${state}`);
    this.name = "BreakerOpenError";
  }
}

/** A call that took longer than its breaker allows. */
export class BreakerTimeoutError extends Error {
  constructor(
    readonly breaker: string,
    readonly timeoutMs: number,
  ) {
    super(`${breaker} did not answer within ${timeoutMs} ms`);
    this.name = "BreakerTimeoutError";
  }
}

export type BreakerOptions = {
  /** What is protected, such as `payments`; the same name in every instance. */
  name: string;
  /** The service or address that is called, by which its recovery is seen; `name` stands for it unless given. */
  dependency?: string;
  /** Opens after this many failures in a row (5), or when a share of the last calls failed. */
  trip?: { failuresInARow: number } | { failureRatio: number; ofLastCalls: number };
  /** How long it stays open before trials, in milliseconds (10,000). */
  openMs?: number;
  /** How many trial calls must succeed before it closes; no more than these run meanwhile (3). */
  trialCalls?: number;
  /** A call that takes longer counts as failed, in milliseconds; no limit unless given. */
  timeoutMs?: number;
  /** Whether an error says that the dependency is unwell; all do unless given. A refused input does not. */
  isFailure?: (error: unknown) => boolean;
  /** Told after each change of the state. */
  onChange?: (change: { from: BreakerStateKind; to: BreakerStateKind; atMs: number }) => void;
  /** The global one unless given. */
  meterProvider?: MeterProvider;
  /** Unix milliseconds. */
  now?: () => number;
};

export type CircuitBreaker = {
  readonly name: string;
  readonly state: BreakerStateKind;
  /**
   * Runs `call` if the breaker lets it through; `signal` is aborted at its time limit. With `fallback`, its value stands
   * in for a rejected, failed or late call. Rejects with `BreakerOpenError`, `BreakerTimeoutError` or the call's error.
   */
  execute: <T>(
    call: (signal: AbortSignal) => Promise<T>,
    fallback?: (error: unknown) => T | Promise<T>,
  ) => Promise<T>;
  /** Holds it open until the returned function is called. */
  forceOpen: () => () => void;
  /** Ends the reporting of its state. */
  close: () => void;
};

/**
 * A circuit breaker: closed until calls fail, open for a while, then half-open: a limited number of trial calls
 * runs, the others are rejected, and it closes only after those have succeeded. When it trips is decided by
 * cockatiel's windows.
 */
export const createCircuitBreaker = (options: BreakerOptions): CircuitBreaker =>
  new Breaker(options);

class Breaker implements CircuitBreaker {
  readonly name: string;
  readonly #options: BreakerOptions;
  readonly #rules: BreakerRules;
  readonly #now: () => number;
  readonly #telemetry: BreakerTelemetry;
  #window: IBreaker;
  #state: BreakerState;

  constructor(options: BreakerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#rules = { openMs: options.openMs ?? 10_000, trialCalls: options.trialCalls ?? 3 };
    this.#now = options.now ?? Date.now;
    this.#window = windowOf(options.trip);
    this.#state = { kind: "closed", sinceMs: this.#now() };
    this.#telemetry = breakerTelemetry({
      name: options.name,
      state: () => this.#current().kind,
      dependency: options.dependency,
      threshold: thresholdOf(options.trip),
      now: this.#now,
      meterProvider: options.meterProvider,
    });
  }

  get state(): BreakerStateKind {
    return this.#current().kind;
  }

  async execute<T>(
    call: (signal: AbortSignal) => Promise<T>,
    fallback?: (error: unknown) => T | Promise<T>,
  ): Promise<T> {
    try {
      return await this.#run(call);
    } catch (error) {
      if (fallback === undefined || !this.#isFailure(error)) throw error;
      this.#telemetry.called("fallback");
      return fallback(error);
    }
  }

  forceOpen(): () => void {
    this.#become({ kind: "forced-open", sinceMs: this.#now() });
    return () => {
      if (this.#state.kind === "forced-open") {
        this.#become({ kind: "closed", sinceMs: this.#now() });
      }
    };
  }

  close(): void {
    this.#telemetry.stop();
  }

  async #run<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const asked = admit(this.#current(), this.#rules);
    if (!asked.admitted) {
      this.#telemetry.called("rejected");
      throw new BreakerOpenError(this.name, asked.state.kind);
    }
    this.#state = asked.state;
    const startedMs = performance.now();
    const end = (outcome: BreakerOutcome, failed: boolean) => {
      this.#telemetry.called(outcome);
      this.#telemetry.lasted((performance.now() - startedMs) / 1_000, outcome);
      this.#settle(asked.state, failed);
    };
    try {
      const value = await withinTime(call, this.#options);
      end("success", false);
      return value;
    } catch (error) {
      const failed = this.#isFailure(error);
      if (error instanceof BreakerTimeoutError) end("timeout", true);
      else end(failed ? "failure" : "success", failed);
      throw error;
    }
  }

  #isFailure(error: unknown): boolean {
    if (error instanceof BreakerOpenError || error instanceof BreakerTimeoutError) return true;
    return this.#options.isFailure?.(error) ?? true;
  }

  #current(): BreakerState {
    this.#become(stateAt(this.#state, this.#now(), this.#rules));
    return this.#state;
  }

  #become(next: BreakerState): void {
    const from = this.#state.kind;
    this.#state = next;
    if (from === next.kind) return;
    if (next.kind === "closed") this.#window = windowOf(this.#options.trip);
    const atMs = this.#now();
    this.#telemetry.changed(from, next.kind, atMs);
    this.#options.onChange?.({ from, to: next.kind, atMs });
  }

  /** A call counts for the state that let it through; ending after a change, it says nothing about the new one. */
  #settle(letThrough: BreakerState, failed: boolean): void {
    const state = this.#state;
    if (letThrough.kind === "closed") {
      if (state !== letThrough) return;
      if (!failed) this.#window.success(CircuitState.Closed);
      else if (this.#window.failure(CircuitState.Closed)) this.#trip();
      return;
    }
    const isTrial = state.kind === "half-open" && letThrough.kind === "half-open";
    if (!isTrial || state.untilMs !== letThrough.untilMs) return;
    if (failed) this.#trip();
    else this.#become(trialSucceeded(state, this.#now(), this.#rules));
  }

  #trip(): void {
    this.#become(opened(this.#now(), this.#rules));
  }
}

const USUAL_TRIP = { failuresInARow: 5 };

const thresholdOf = (trip: BreakerOptions["trip"] = USUAL_TRIP): BreakerThreshold =>
  "failuresInARow" in trip ? trip : { failureRatio: trip.failureRatio };

function windowOf(trip: BreakerOptions["trip"] = USUAL_TRIP): IBreaker {
  if ("failuresInARow" in trip) return new ConsecutiveBreaker(trip.failuresInARow);
  return new CountBreaker({ threshold: trip.failureRatio, size: trip.ofLastCalls });
}

async function withinTime<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { name, timeoutMs }: { name: string; timeoutMs?: number },
): Promise<T> {
  const ended = new AbortController();
  if (timeoutMs === undefined) return call(ended.signal);
  const waiting = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: waiting.signal }).then(() => {
    const error = new BreakerTimeoutError(name, timeoutMs);
    ended.abort(error);
    throw error;
  });
  try {
    return await Promise.race([call(ended.signal), late]);
  } finally {
    // The wait that is called off rejects, and nobody listens to it any more.
    late.catch(() => {});
    waiting.abort();
  }
}
