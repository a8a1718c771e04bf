import { describe, expect, it } from "vitest";
import { createFaultEngine } from "./fault-engine.ts";
import { nextFault, scheduledFaults } from "./fault-schedule.ts";
import { releaseAfter } from "./releases.ts";

const minutes = (count: number) => count * 60_000;

describe("the schedule", () => {
  it.each([
    [0, []],
    [2.99, []],
    [3, ["slow-endpoint"]],
    [4.99, ["slow-endpoint"]],
    [5, []],
    [8, ["error-burst"]],
    [8.5, []],
    [12, ["bad-deploy"]],
    [14, []],
    [23, ["slow-endpoint"]],
    [20 * 50 + 7, ["error-burst"]],
  ])("at minute %s has %j", (minute, faults) => {
    expect([...scheduledFaults(minutes(minute))]).toEqual(faults);
  });

  it.each([
    [0, "slow-endpoint", 3],
    [3, "error-burst", 7],
    [7.5, "bad-deploy", 11],
    [11, "slow-endpoint", 23],
    [39, "slow-endpoint", 43],
  ])("after minute %s comes %s at %s", (minute, kind, startMinute) => {
    expect(nextFault(minutes(minute))).toEqual({ kind, startMs: minutes(startMinute) });
  });
});

describe("the engine", () => {
  const at = (speed: number) => {
    const clock = { ms: 1_000_000 };
    const faults = createFaultEngine({ now: () => clock.ms, speed });
    return {
      faults,
      pass: (count: number) => {
        clock.ms += minutes(count);
      },
    };
  };

  it("tells each change once", () => {
    const { faults, pass } = at(1);
    expect(faults.tick()).toEqual([]);
    pass(3);
    expect(faults.tick()).toEqual([{ kind: "slow-endpoint", active: true }]);
    expect(faults.tick()).toEqual([]);
    expect(faults.active()).toEqual(["slow-endpoint"]);
    pass(5);
    expect(faults.tick()).toEqual([
      { kind: "slow-endpoint", active: false },
      { kind: "error-burst", active: true },
    ]);
  });

  it("plays the schedule at its speed", () => {
    const { faults, pass } = at(10);
    expect(faults.next()).toEqual({ kind: "slow-endpoint", inMs: 18_000 });
    pass(0.3);
    expect(faults.tick()).toEqual([{ kind: "slow-endpoint", active: true }]);
  });

  it("adds what was started by hand, for real seconds", () => {
    const { faults, pass } = at(10);
    expect(faults.trigger("error-burst", 30)).toBe(1_030_000);
    expect(faults.tick()).toEqual([{ kind: "error-burst", active: true }]);
    pass(0.35);
    expect(faults.tick()).toEqual([{ kind: "slow-endpoint", active: true }]);
    pass(0.16);
    expect(faults.tick()).toEqual([
      { kind: "slow-endpoint", active: false },
      { kind: "error-burst", active: false },
    ]);
  });

  it("ends by hand only what was started by hand", () => {
    const { faults, pass } = at(1);
    pass(3);
    faults.tick();
    faults.trigger("slow-endpoint", 3_600);
    faults.trigger("bad-deploy", 3_600);
    faults.tick();
    faults.clear("slow-endpoint");
    faults.clear("bad-deploy");
    expect(faults.tick()).toEqual([{ kind: "bad-deploy", active: false }]);
    expect(faults.active()).toEqual(["slow-endpoint"]);
  });
});

describe("releases", () => {
  it("are good and bad in turn, always newer", () => {
    const releases = [0, 1, 2, 3, 4].map(releaseAfter);
    expect(releases.map(({ version }) => version)).toEqual([
      "1.4.2",
      "1.5.0",
      "1.5.1",
      "1.6.0",
      "1.6.1",
    ]);
    expect(releases.map(({ slow }) => slow)).toEqual([false, true, false, true, false]);
  });
});
