import { expect, test } from "vitest";
import type { QuerySpan } from "./n-plus-one.ts";
import { SplitQueries } from "./split-queries.ts";

const BASE_MS = 1_764_000_000_000;

/** Queries `from` to `to` (exclusive) of 10 ms each, 2 ms apart, under one parent. */
const queries = (from: number, to: number, parent = "p"): QuerySpan[] =>
  Array.from({ length: to - from }, (_, i) => ({
    ...{ spanId: `${parent}${from + i}`, parentSpanId: parent, similar: "a" },
    ...{ startMs: BASE_MS + (from + i) * 12, endMs: BASE_MS + (from + i) * 12 + 10 },
  }));

const HASH = 7;
const added = (split: SplitQueries, ...of: [from: number, to: number, parent?: string]) =>
  split.add(queries(...of), HASH);

test("two halves that are none by themselves are one together", () => {
  const split = new SplitQueries();
  expect(added(split, 0, 4)).toBeNull();
  expect(split.mayKnow(HASH)).toBe(true);
  // Eight of 10 ms, of which one would do.
  expect(added(split, 4, 8)).toEqual({
    ...{ occurrences: 1, queries: 8, lostMs: expect.closeTo(70, 6), startMs: BASE_MS },
  });
});

test("what comes later makes one that was counted longer, and not two of it", () => {
  const split = new SplitQueries();
  expect(added(split, 0, 6)).toMatchObject({ occurrences: 1, queries: 6 });
  // 20 queries lose 190 ms, six lost 50.
  expect(added(split, 6, 20)).toEqual({
    ...{ occurrences: 0, queries: 14, lostMs: expect.closeTo(140, 6), startMs: BASE_MS },
  });
});

test("the parts may arrive in any order", () => {
  const split = new SplitQueries();
  expect(added(split, 6, 12)).toMatchObject({ occurrences: 1, queries: 6 });
  expect(added(split, 0, 6)).toMatchObject({ occurrences: 0, queries: 6, startMs: BASE_MS });
  expect(added(split, 12, 13)).toMatchObject({ occurrences: 0, queries: 1 });
});

test("a body that is added again adds the same", () => {
  const split = new SplitQueries();
  const first = added(split, 0, 6);
  const second = added(split, 6, 12);
  expect(added(split, 0, 6)).toEqual(first);
  expect(added(split, 6, 12)).toEqual(second);
});

test("other parents' queries are others", () => {
  const split = new SplitQueries();
  expect(added(split, 0, 4)).toBeNull();
  expect(added(split, 4, 8, "q")).toBeNull();
});

test("one or two queries begin nothing that is remembered", () => {
  const split = new SplitQueries();
  expect(added(split, 0, 2)).toBeNull();
  expect(split.mayKnow(HASH)).toBe(false);
  expect(added(split, 2, 7)).toBeNull();
});
