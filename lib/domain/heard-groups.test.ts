import { expect, test } from "vitest";
import { type HeardGroup, heardAgain, LONGEST_HEARD_MS } from "./heard-groups.ts";

const MINUTE_MS = 60_000;

/** Evaluates every minute; a letter is a minute: `x` heard of, `-` not. For how many minutes it was heard of after each. */
function listen(story: string): number[] {
  let heard: HeardGroup | undefined;
  return [...story].map((letter, minute) => {
    const atMs = minute * MINUTE_MS;
    const previousMs = minute === 0 ? null : atMs - MINUTE_MS;
    if (letter === "x") heard = heardAgain(heard, { atMs, previousMs });
    return (heard?.forMs ?? 0) / MINUTE_MS;
  });
}

test("minutes between two evaluations that heard of it count, silence takes off", () => {
  expect(listen("-xxxx")).toEqual([0, 0, 1, 2, 3]);
  // Two minutes pass from the last time to the next one.
  expect(listen("xxxxx-xx")).toEqual([0, 1, 2, 3, 4, 4, 2, 3]);
  expect(listen("xxx----xx")).toEqual([0, 1, 2, 2, 2, 2, 2, 0, 1]);
});

test("what is heard of half the time is never heard of for long", () => {
  expect(Math.max(...listen("xxx---".repeat(500)))).toBe(2);
});

test("a day is the most that counts", () => {
  expect(listen("x".repeat(2_000)).at(-1)).toBe(LONGEST_HEARD_MS / MINUTE_MS);
});
