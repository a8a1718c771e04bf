import { describe, expect, it } from "vitest";
import { INCIDENT_NAMES } from "../incident-names.mjs";
import { createIncidentEngine } from "./incident-engine.ts";
import { CYCLE_MS, INCIDENTS, nextIncident, scheduledIncidents } from "./incident-schedule.ts";
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
    [12, ["n-plus-one-release"]],
    [14, []],
    [16, ["cache-flush"]],
    [20, ["breaker-trip"]],
    [24.99, ["replica-lag"]],
    [27, ["pool-exhaustion"]],
    [30, ["limit-storm"]],
    [33, ["dead-letter"]],
    [37, ["slow-instance"]],
    [39, []],
    [43, ["slow-endpoint"]],
    [40 * 50 + 7, ["error-burst"]],
  ])("at minute %s has %j", (minute, incidents) => {
    expect([...scheduledIncidents(minutes(minute))]).toEqual(incidents);
  });

  it.each([
    [0, "slow-endpoint", 3],
    [3, "error-burst", 7],
    [7.5, "n-plus-one-release", 11],
    [11, "cache-flush", 16],
    [33, "slow-instance", 36],
    [39, "slow-endpoint", 43],
  ])("after minute %s comes %s at %s", (minute, name, startMinute) => {
    expect(nextIncident(minutes(minute))).toEqual({ name, startMs: minutes(startMinute) });
  });
});

describe("a cycle", () => {
  it("has every incident once, one at a time, with a minute of quiet between them", () => {
    const inOrder = INCIDENT_NAMES.map((name) => INCIDENTS[name]).toSorted(
      (a, b) => a.startMinute - b.startMinute,
    );
    expect(inOrder).toHaveLength(10);
    for (const [index, { startMinute, endMinute }] of inOrder.entries()) {
      expect(endMinute - startMinute).toBeGreaterThanOrEqual(1);
      const before = inOrder[index - 1]?.endMinute ?? 0;
      expect(startMinute - before).toBeGreaterThanOrEqual(1);
    }
    expect(minutes(inOrder.at(-1)?.endMinute ?? 0)).toBeLessThan(CYCLE_MS);
  });
});

describe("the engine", () => {
  const at = (speed: number) => {
    const clock = { ms: 1_000_000 };
    const incidents = createIncidentEngine({ now: () => clock.ms, speed });
    return {
      incidents,
      pass: (count: number) => {
        clock.ms += minutes(count);
      },
    };
  };

  it("tells each change once", () => {
    const { incidents, pass } = at(1);
    expect(incidents.tick()).toEqual([]);
    pass(3);
    expect(incidents.tick()).toEqual([{ name: "slow-endpoint", active: true }]);
    expect(incidents.tick()).toEqual([]);
    expect(incidents.active()).toEqual(["slow-endpoint"]);
    pass(5);
    expect(incidents.tick()).toEqual([
      { name: "slow-endpoint", active: false },
      { name: "error-burst", active: true },
    ]);
  });

  it("plays the schedule at its speed", () => {
    const { incidents, pass } = at(10);
    expect(incidents.next()).toEqual({ name: "slow-endpoint", inMs: 18_000 });
    pass(0.3);
    expect(incidents.tick()).toEqual([{ name: "slow-endpoint", active: true }]);
  });

  it("has nothing but what was started by hand when the schedule is off", () => {
    const clock = { ms: 0 };
    const incidents = createIncidentEngine({ now: () => clock.ms, speed: 1, schedule: false });
    clock.ms = minutes(4);
    expect(incidents.tick()).toEqual([]);
    expect(incidents.next()).toBeNull();
    expect(incidents.trigger("dead-letter", 20)).toBe(260_000);
    expect(incidents.tick()).toEqual([{ name: "dead-letter", active: true }]);
    clock.ms = 260_000;
    expect(incidents.tick()).toEqual([{ name: "dead-letter", active: false }]);
  });

  it("adds what was started by hand, for real seconds", () => {
    const { incidents, pass } = at(10);
    expect(incidents.trigger("error-burst", 30)).toBe(1_030_000);
    expect(incidents.tick()).toEqual([{ name: "error-burst", active: true }]);
    pass(0.35);
    expect(incidents.tick()).toEqual([{ name: "slow-endpoint", active: true }]);
    pass(0.16);
    expect(incidents.tick()).toEqual([
      { name: "slow-endpoint", active: false },
      { name: "error-burst", active: false },
    ]);
  });

  it("ends by hand only what was started by hand", () => {
    const { incidents, pass } = at(1);
    pass(3);
    incidents.tick();
    incidents.trigger("slow-endpoint", 3_600);
    incidents.trigger("n-plus-one-release", 3_600);
    incidents.tick();
    incidents.clear("slow-endpoint");
    incidents.clear("n-plus-one-release");
    expect(incidents.tick()).toEqual([{ name: "n-plus-one-release", active: false }]);
    expect(incidents.active()).toEqual(["slow-endpoint"]);
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
