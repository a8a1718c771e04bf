import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BreakerWalk, ENTERED_STATES, type Entries, noEntries, pathFrom } from "./breaker-path.ts";

const entries = (some: Partial<Entries>): Entries => ({ ...noEntries(), ...some });
const NONE = noEntries();

describe("the way through states that were only counted", () => {
  test.each<[string, Parameters<typeof pathFrom>[0], Partial<Entries>, string[]]>([
    ["tripped", "closed", { open: 1 }, ["open"]],
    [
      "tripped and mended",
      "closed",
      { open: 1, "half-open": 1, closed: 1 },
      [...["open", "half-open", "closed"]],
    ],
    [
      "a trial failed, the next succeeded",
      "open",
      { open: 1, "half-open": 2, closed: 1 },
      [...["half-open", "open", "half-open", "closed"]],
    ],
    ["a trial failed", "open", { open: 1, "half-open": 1 }, ["half-open", "open"]],
    ["mended and tripped again", "half-open", { closed: 1, open: 1 }, ["closed", "open"]],
    [
      "held open by hand and let go",
      "closed",
      { "forced-open": 1, closed: 1 },
      [...["forced-open", "closed"]],
    ],
    ["nothing", "open", {}, []],
    ["what has no place is left", "closed", { closed: 1 }, []],
  ])("%s", (_, before, counted, path) => {
    expect(pathFrom(before, entries(counted))).toEqual(path);
  });

  test("it uses no entry that was not counted, and no state follows itself", () => {
    const count = fc.nat(6);
    const counts = fc.record({
      ...{ open: count, "half-open": count, closed: count, "forced-open": count },
    });
    fc.assert(
      fc.property(counts, fc.constantFrom(...ENTERED_STATES), (counted, before) => {
        const path = pathFrom(before, counted);
        for (const state of ENTERED_STATES) {
          expect(path.filter((one) => one === state).length).toBeLessThanOrEqual(counted[state]);
        }
        for (const [i, state] of path.entries()) expect(path[i - 1] ?? before).not.toBe(state);
      }),
    );
  });
});

describe("a walk from report to report", () => {
  test("a half-open that no gauge saw is told by the counts", () => {
    const walk = new BreakerWalk();
    expect(walk.step(NONE, "closed", false)).toEqual(["closed"]);
    expect(walk.step(entries({ open: 1 }), "open", false)).toEqual(["open"]);
    expect(walk.step(entries({ "half-open": 1, closed: 1 }), "closed", true)).toEqual([
      ...["half-open", "closed"],
    ]);
  });

  test("a count that comes a report later is not taken for another change", () => {
    const walk = new BreakerWalk();
    walk.step(NONE, "closed", false);
    expect(walk.step(NONE, "open", false)).toEqual(["open"]);
    expect(walk.step(entries({ open: 1 }), "open", false)).toEqual([]);
  });

  test("a count that comes a report early waits for the gauge", () => {
    const walk = new BreakerWalk();
    walk.step(NONE, "closed", false);
    expect(walk.step(entries({ open: 1 }), "closed", false)).toEqual([]);
    expect(walk.step(NONE, "open", false)).toEqual(["open"]);
  });

  test("what was counted before the first report began in the state that leads to it", () => {
    const first = (counted: Partial<Entries>, told: "open" | "closed") =>
      new BreakerWalk().step(entries(counted), told, false);
    expect(first({ open: 1 }, "open")).toEqual(["closed", "open"]);
    expect(first({ "half-open": 1, closed: 1 }, "closed")).toEqual(["open", "half-open", "closed"]);
    expect(first({ "forced-open": 2 }, "open")).toEqual(["open"]);
  });

  test("without a gauge the counts alone lead on; calls that ran say that it is closed", () => {
    const walk = new BreakerWalk();
    expect(walk.step(NONE, null, true)).toEqual(["closed"]);
    expect(walk.step(entries({ open: 1 }), null, false)).toEqual(["open"]);
    expect(walk.step(NONE, null, true)).toEqual([]);
    walk.forget();
    expect(walk.state).toBe("unknown");
  });
});
