import { expect, test } from "vitest";
import {
  breakerStatus,
  cacheFall,
  cacheStatus,
  eventStatus,
  limitStatus,
  rankOfStatus,
  resourceStatus,
  worstStatus,
} from "./concern-status.ts";

test("the worst stands first, and nothing is not known", () => {
  expect(worstStatus(["ok", "unknown", "warning", "critical"])).toBe("critical");
  expect(worstStatus(["ok", "unknown"])).toBe("unknown");
  expect(worstStatus([])).toBe("unknown");
  expect(rankOfStatus("warning")).toBeLessThan(rankOfStatus("unknown"));
});

test("a cache by how far it fell and whether that lasts", () => {
  const fall = { usual: 0.94, fallen: 0.61, to: null };
  expect(cacheStatus(0.8, fall)).toBe("critical");
  expect(cacheStatus(0.8, { ...fall, to: 12 })).toBe("warning");
  expect(cacheStatus(0.8, { ...fall, fallen: 0.85 })).toBe("warning");
  expect(cacheStatus(0.8, null)).toBe("ok");
  expect(cacheStatus(null, null)).toBe("unknown");
});

const course = (hits: (number | null)[], everySeconds: number) =>
  hits.map((one, i) => ({
    at: new Date(i * everySeconds * 1_000).toISOString(),
    ...{ hits: one, misses: one === null ? null : 100 - one },
  }));

test("a loader does not fall: it is no cache", () => {
  const points = course([90, 90, 90, 20, 20], 60);
  expect(cacheFall("l2", points, 60)).toEqual({ from: 3, to: null, usual: 0.9, fallen: 0.2 });
  expect(cacheFall("l3", points, 60)).toBeNull();
});

test("a finer step finds the fall of the same parts", () => {
  const fine = course([90, 90, 90, 90, 90, 90, 90, 90, 20, 20, 20, 20], 30);
  // Parts of a minute: four of 180 in 200, then two of 40 in 200.
  expect(cacheFall("l2", fine, 60)).toEqual({ from: 8, to: null, usual: 0.9, fallen: 0.2 });
});

test("a fall lasts while nothing newer was told", () => {
  const points = course([90, 90, 90, 20, 20, null, null], 60);
  expect(cacheFall("l2", points, 60)?.to).toBeNull();
  expect(cacheFall("l2", course([90, 90, 90, 20, 20, null, 90], 60), 60)?.to).toBe(5);
});

test("a breaker by its state", () => {
  const states = ["closed", "unknown", "half-open", "open", "forced-open"] as const;
  expect(states.map(breakerStatus)).toEqual(["ok", "unknown", "warning", "critical", "critical"]);
});

test("a limit by the share that it refuses", () => {
  expect(limitStatus({ rejected: 0, rejectedRatio: 0 })).toBe("ok");
  expect(limitStatus({ rejected: 1, rejectedRatio: 0.199 })).toBe("warning");
  expect(limitStatus({ rejected: 1, rejectedRatio: 0.2 })).toBe("critical");
  expect(limitStatus({ rejected: 3, rejectedRatio: null })).toBe("warning");
  expect(limitStatus({ rejected: null, rejectedRatio: null })).toBe("unknown");
});

test("a message that was given up is worse than an attempt that failed", () => {
  expect(eventStatus({ deadLettered: 1, failed: 0 })).toBe("critical");
  expect(eventStatus({ deadLettered: 0, failed: 1 })).toBe("warning");
  expect(eventStatus({ deadLettered: null, failed: null })).toBe("ok");
});

test("what is saturated is a warning", () => {
  expect(resourceStatus("saturated")).toBe("warning");
  expect(resourceStatus("idle")).toBe("ok");
  expect(resourceStatus(null)).toBe("unknown");
});
