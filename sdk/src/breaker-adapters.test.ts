import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from "cockatiel";
import CircuitBreaker from "opossum";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instrumentCockatiel, instrumentOpossum } from "./breaker-adapters.ts";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";

let meter: TestMeter;

beforeEach(() => {
  meter = startTestMeter();
});
afterEach(() => meter.stop());

const calls = (outcome: string) =>
  meter.value("circuit_breaker.calls", { "circuit_breaker.outcome": outcome });

describe("instrumentOpossum", () => {
  it("reports outcomes, transitions and the state of a real circuit", async () => {
    let answer: "well" | "broken" | "slow" = "well";
    const dependency = async () => {
      if (answer === "slow") await new Promise((resolve) => setTimeout(resolve, 60));
      if (answer === "broken") throw new Error("refused");
      return "paid";
    };
    const circuit = new CircuitBreaker(dependency, {
      name: "payments",
      timeout: 20,
      errorThresholdPercentage: 50,
      volumeThreshold: 4,
      resetTimeout: 30,
    });
    instrumentOpossum(circuit, { meterProvider: meter.provider });
    await circuit.fire();
    answer = "broken";
    await circuit.fire().catch(() => {});
    answer = "slow";
    await circuit.fire().catch(() => {});
    answer = "broken";
    await circuit.fire().catch(() => {});
    expect(circuit.opened).toBe(true);
    expect(await meter.value("circuit_breaker.state", { "circuit_breaker.name": "payments" })).toBe(
      1,
    );
    await circuit.fire().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await meter.value("circuit_breaker.state", {})).toBe(2);
    answer = "well";
    await circuit.fire();
    expect(await meter.value("circuit_breaker.state", {})).toBe(0);
    expect([await calls("success"), await calls("failure"), await calls("timeout")]).toEqual([
      2, 2, 1,
    ]);
    expect(await calls("rejected")).toBe(1);
    const transitions = await meter.points("circuit_breaker.transitions");
    expect(transitions.map(({ attributes }) => attributes["circuit_breaker.state.to"])).toEqual([
      "open",
      "half-open",
      "closed",
    ]);
    circuit.shutdown();
  });
});

describe("instrumentCockatiel", () => {
  it("reports outcomes, transitions and the state of a real policy", async () => {
    const policy = circuitBreaker(handleAll, {
      halfOpenAfter: 10,
      breaker: new ConsecutiveBreaker(2),
    });
    const stop = instrumentCockatiel(policy, { name: "stock", meterProvider: meter.provider });
    const fails = () => Promise.reject(new Error("refused"));
    await policy.execute(fails).catch(() => {});
    await policy.execute(fails).catch(() => {});
    expect(policy.state).toBe(CircuitState.Open);
    expect(await meter.value("circuit_breaker.state", { "circuit_breaker.name": "stock" })).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await policy.execute(() => Promise.resolve(1));
    expect(await meter.value("circuit_breaker.state", { "circuit_breaker.name": "stock" })).toBe(0);
    expect([await calls("success"), await calls("failure")]).toEqual([1, 2]);
    const isolated = policy.isolate();
    expect(await meter.value("circuit_breaker.state", { "circuit_breaker.name": "stock" })).toBe(3);
    isolated.dispose();
    stop();
  });
});
