import { expect, test, vi } from "vitest";
import { onceByLines } from "./once-by-lines.ts";

test("what lines come to is worked out again only when one of them is another, or there are more or fewer", () => {
  const [a, b, c] = [{ value: 1 }, { value: 2 }, { value: 3 }];
  const sum = vi.fn((lines: readonly { value: number }[], factor: number) =>
    lines.reduce((all, { value }) => all + value * factor, 0),
  );
  const once = onceByLines(sum);
  expect([once([a, b], 10), once([a, b], 10)]).toEqual([30, 30]);
  expect(sum).toHaveBeenCalledTimes(1);
  expect([once([a, b, c], 1), once([a, c], 1), once([a], 1), once([b, a], 1)]).toEqual([
    6, 4, 1, 3,
  ]);
  expect(sum).toHaveBeenCalledTimes(5);
  expect([once([], 1), once([], 1)]).toEqual([0, 0]);
  expect(sum).toHaveBeenCalledTimes(7);
});
