import { expect, test } from "vitest";
import { RecentDurations } from "./recent-durations.ts";

test("nothing measured has no quantiles", () => {
  const none = { p50Ms: null, p95Ms: null, p99Ms: null, maxMs: null };
  expect(new RecentDurations().figures()).toEqual({ count: 0, ...none });
});

test("quantiles are nearest ranks, whatever the order", () => {
  const recent = new RecentDurations();
  for (let ms = 200; ms >= 1; ms--) recent.add(ms);
  expect(recent.figures()).toEqual({ count: 200, p50Ms: 100, p95Ms: 190, p99Ms: 198, maxMs: 200 });
});

test("each is taken once, the latest thousand at most", () => {
  const recent = new RecentDurations();
  recent.add(1);
  recent.add(2);
  expect(recent.takeNew()).toEqual([1, 2]);
  recent.add(3);
  expect(recent.takeNew()).toEqual([3]);
  expect(recent.takeNew()).toEqual([]);
  for (let ms = 0; ms < 1_500; ms++) recent.add(ms);
  const taken = recent.takeNew();
  expect([taken.length, taken[0], taken.at(-1)]).toEqual([1_000, 500, 1_499]);
});

test("only the last thousand count, all of them are numbered", () => {
  const recent = new RecentDurations();
  for (let n = 0; n < 500; n++) recent.add(9_999);
  for (let ms = 1; ms <= 1_000; ms++) recent.add(ms);
  expect(recent.figures()).toEqual({
    count: 1_500,
    p50Ms: 500,
    p95Ms: 950,
    p99Ms: 990,
    maxMs: 1_000,
  });
});
