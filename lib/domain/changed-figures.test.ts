import { expect, test } from "vitest";
import { changedScales, fallenCaches, risenLimits } from "./changed-figures.ts";

const cache = (layer: string, hitRatio: number | null, count = 1_000) => ({
  ...{ key: { cache: "users", layer }, figures: { hitRatio }, count },
});
const limit = (policy: string, rejectedPerSecond: number | null) => ({
  ...{ key: { policy, route: "" }, figures: { rejectedPerSecond }, count: null },
});
const scale = (hpa: string, current: number | null) => ({
  ...{ key: { service: "shop", hpa }, figures: { current }, count: null },
});

test("a cache that hits much less, if both sides are known well enough", () => {
  const before = [cache("l1", 0.94), cache("l2", 0.94), cache("l3", 0.94), cache("l4", 0.94)];
  const after = [cache("l1", 0.61), cache("l2", 0.9), cache("l3", 0.1, 49), cache("l4", null)];
  expect(fallenCaches(before, after)).toEqual(["cache users/l1 hits 61 %, before 94 %"]);
  expect(fallenCaches([], after)).toEqual([]);
});

test("a limit that rejects what it did not, or three times as much", () => {
  const before = [limit("api", 0), limit("login", 0.1), limit("search", 0.1), limit("idle", 1)];
  const after = [limit("api", 0.2), limit("login", 0.29), limit("search", 0.4), limit("idle", 0)];
  expect(risenLimits(before, after)).toEqual([
    "limit api rejects 12/min, before 0",
    "limit search rejects 24/min, before 6/min",
  ]);
});

test("more or fewer instances", () => {
  const before = [scale("web", 3), scale("jobs", 2), scale("gone", 2)];
  const after = [scale("web", 6), scale("jobs", 2.2), scale("gone", null)];
  expect(changedScales(before, after)).toEqual(["web runs 6 instances, before 3"]);
});
