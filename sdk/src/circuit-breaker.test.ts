import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  BreakerOpenError,
  type BreakerOptions,
  BreakerTimeoutError,
  createCircuitBreaker,
} from "./circuit-breaker.ts";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";

let meter: TestMeter;
let nowMs = 0;

beforeEach(() => {
  meter = startTestMeter();
  nowMs = 1_000_000;
});
afterEach(() => meter.stop());

const breakerOf = (options: Partial<BreakerOptions> = {}) =>
  createCircuitBreaker({
    name: "payments",
    trip: { failuresInARow: 3 },
    openMs: 10_000,
    trialCalls: 2,
    meterProvider: meter.provider,
    now: () => nowMs,
    ...options,
  });

const works = () => Promise.resolve("paid");
const fails = () => Promise.reject(new Error("refused"));

async function tripped(options: Partial<BreakerOptions> = {}) {
  const breaker = breakerOf(options);
  for (let call = 0; call < 3; call++) {
    await expect(breaker.execute(fails)).rejects.toThrow("refused");
  }
  return breaker;
}

/** A call whose end the test decides. */
function held() {
  let resolve: (value: string) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<string>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { call: () => promise, resolve, reject };
}

describe("createCircuitBreaker", () => {
  it("opens after as many failures in a row as it was told, and a success in between starts anew", async () => {
    const breaker = breakerOf();
    await breaker.execute(fails).catch(() => {});
    await breaker.execute(fails).catch(() => {});
    await breaker.execute(works);
    await breaker.execute(fails).catch(() => {});
    await breaker.execute(fails).catch(() => {});
    expect(breaker.state).toBe("closed");
    await breaker.execute(fails).catch(() => {});
    expect(breaker.state).toBe("open");
  });

  it("does not run calls while it is open, and gives the fallback's value instead", async () => {
    const breaker = await tripped();
    let ran = 0;
    const call = () => {
      ran += 1;
      return works();
    };
    await expect(breaker.execute(call)).rejects.toBeInstanceOf(BreakerOpenError);
    expect(await breaker.execute(call, () => "later")).toBe("later");
    expect(ran).toBe(0);
    expect(
      await meter.value("circuit_breaker.calls", { "circuit_breaker.outcome": "rejected" }),
    ).toBe(2);
    expect(
      await meter.value("circuit_breaker.calls", { "circuit_breaker.outcome": "fallback" }),
    ).toBe(1);
  });

  it("lets a limited number of trial calls through once its time is over, and closes only after they succeeded", async () => {
    const breaker = await tripped();
    nowMs += 9_999;
    expect(breaker.state).toBe("open");
    nowMs += 1;
    const [first, second] = [held(), held()];
    const trials = [breaker.execute(first.call), breaker.execute(second.call)];
    await expect(breaker.execute(works)).rejects.toBeInstanceOf(BreakerOpenError);
    first.resolve("paid");
    await trials[0];
    expect(breaker.state).toBe("half-open");
    second.resolve("paid");
    await trials[1];
    expect(breaker.state).toBe("closed");
  });

  it("opens again when a trial fails, and what the other trials say is too late", async () => {
    const breaker = await tripped();
    nowMs += 10_000;
    const [first, second] = [held(), held()];
    const trials = [breaker.execute(first.call), breaker.execute(second.call)];
    first.reject(new Error("refused"));
    await expect(trials[0]).rejects.toThrow("refused");
    expect(breaker.state).toBe("open");
    second.resolve("paid");
    await trials[1];
    expect(breaker.state).toBe("open");
  });

  it("tries again when trials never answer", async () => {
    const breaker = await tripped();
    nowMs += 10_000;
    void breaker.execute(held().call);
    void breaker.execute(held().call);
    await expect(breaker.execute(works)).rejects.toBeInstanceOf(BreakerOpenError);
    nowMs += 10_000;
    await breaker.execute(works);
    await breaker.execute(works);
    expect(breaker.state).toBe("closed");
  });

  it("takes a late call for a failure and aborts it", async () => {
    const breaker = breakerOf({ timeoutMs: 5, trip: { failuresInARow: 1 } });
    let aborted = false;
    const never = (signal: AbortSignal) =>
      new Promise<string>(() => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
      });
    await expect(breaker.execute(never)).rejects.toBeInstanceOf(BreakerTimeoutError);
    expect(aborted).toBe(true);
    expect(breaker.state).toBe("open");
    expect(
      await meter.value("circuit_breaker.calls", { "circuit_breaker.outcome": "timeout" }),
    ).toBe(1);
  });

  it("does not count an error that says nothing about the dependency, nor hides it behind the fallback", async () => {
    const breaker = breakerOf({
      trip: { failuresInARow: 1 },
      isFailure: (error) => !(error instanceof TypeError),
    });
    const refused = () => Promise.reject(new TypeError("no such card"));
    await expect(breaker.execute(refused, () => "later")).rejects.toThrow("no such card");
    expect(breaker.state).toBe("closed");
  });

  it("opens on the share of failures among the last calls", async () => {
    const breaker = breakerOf({ trip: { failureRatio: 0.5, ofLastCalls: 4 } });
    await breaker.execute(works);
    await breaker.execute(fails).catch(() => {});
    await breaker.execute(works);
    expect(breaker.state).toBe("closed");
    await breaker.execute(fails).catch(() => {});
    await breaker.execute(fails).catch(() => {});
    expect(breaker.state).toBe("open");
  });

  it("stays open while it is held open", async () => {
    const breaker = breakerOf();
    const release = breaker.forceOpen();
    nowMs += 3_600_000;
    expect(breaker.state).toBe("forced-open");
    await expect(breaker.execute(works)).rejects.toBeInstanceOf(BreakerOpenError);
    release();
    expect(await breaker.execute(works)).toBe("paid");
  });

  it("reports its state, transitions and outcomes", async () => {
    const changes: string[] = [];
    const breaker = await tripped({ onChange: ({ from, to }) => changes.push(`${from} ${to}`) });
    const state = () =>
      meter.value("circuit_breaker.state", { "circuit_breaker.name": "payments" });
    expect(await state()).toBe(1);
    nowMs += 10_000;
    expect(await state()).toBe(2);
    await breaker.execute(works);
    await breaker.execute(works);
    expect(await state()).toBe(0);
    expect(changes).toEqual(["closed open", "open half-open", "half-open closed"]);
    expect(await meter.points("circuit_breaker.transitions")).toHaveLength(3);
    expect(
      await meter.value("circuit_breaker.calls", { "circuit_breaker.outcome": "failure" }),
    ).toBe(3);
    expect(
      await meter.value("circuit_breaker.calls", { "circuit_breaker.outcome": "success" }),
    ).toBe(2);
    breaker.close();
    breaker.forceOpen();
    expect(await state()).toBe(0);
  });

  it("tells when it came into each state, what trips it and what it protects", async () => {
    const breaker = await tripped({ dependency: "bank" });
    nowMs += 10_000;
    await breaker.execute(works);
    nowMs += 500;
    await breaker.execute(works);
    const changed = (to: string) =>
      meter.value("circuit_breaker.transition.time", {
        "circuit_breaker.state.to": to,
        "peer.service": "bank",
      });
    expect(await changed("open")).toBe(1_000);
    expect(await changed("half-open")).toBe(1_010);
    expect(await changed("closed")).toBe(1_010.5);
    expect(await meter.value("circuit_breaker.failures_in_a_row.threshold", {})).toBe(3);
    expect(await meter.points("circuit_breaker.failure_ratio.threshold")).toEqual([]);
    breakerOf({ name: "stock", trip: { failureRatio: 0.5, ofLastCalls: 4 } });
    const stock = { "circuit_breaker.name": "stock" };
    expect(await meter.value("circuit_breaker.failure_ratio.threshold", stock)).toBe(0.5);
  });

  it("puts the change on the span of the call that tripped it", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const exporter = new InMemorySpanExporter();
    const provider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const breaker = breakerOf({ trip: { failuresInARow: 1 } });
    await provider.getTracer("test").startActiveSpan("pay", async (span) => {
      await breaker.execute(fails).catch(() => {});
      span.end();
    });
    context.disable();
    const [span] = exporter.getFinishedSpans();
    expect(span?.events).toMatchObject([
      {
        name: "circuit_breaker.transition",
        attributes: {
          "circuit_breaker.name": "payments",
          "circuit_breaker.state.from": "closed",
          "circuit_breaker.state.to": "open",
        },
      },
    ]);
  });

  it("never lets more trials run at once than allowed, whatever happens", async () => {
    type Step = "ask" | "succeed" | "fail" | "wait";
    const steps = fc.array(fc.constantFrom<Step>("ask", "succeed", "fail", "wait"), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (script, trialCalls) => {
        const breaker = await tripped({ trialCalls });
        nowMs += 10_000;
        let running: ReturnType<typeof held>[] = [];
        for (const step of script) {
          const before = breaker.state;
          const one = held();
          const isTrial = before === "half-open";
          if (step === "ask") {
            const asked = breaker.execute(() => {
              if (isTrial) running.push(one);
              return one.call();
            });
            asked.catch(() => {});
            if (!isTrial) one.resolve("paid");
          } else if (step === "wait") {
            nowMs += 10_000;
            running = [];
          } else {
            const ended = running.pop();
            if (step === "succeed") ended?.resolve("paid");
            else ended?.reject(new Error("refused"));
          }
          await Promise.resolve();
          await new Promise((resolve) => setImmediate(resolve));
          if (breaker.state !== "half-open") running = [];
          expect(running.length).toBeLessThanOrEqual(trialCalls);
        }
      }),
      { numRuns: 100 },
    );
  });
});
