import { expect, test } from "vitest";
import { bigintOfSpanId, spanIdOfBigint, traceIdOfUuid } from "./span-ids.ts";

test("a uuid loses its dashes", () => {
  expect(traceIdOfUuid("0af76519-16cd-43dd-8448-eb211c80319c")).toBe(
    "0af7651916cd43dd8448eb211c80319c",
  );
});

test.each([
  ["0000000000000001", 1n],
  ["7fffffffffffffff", 9223372036854775807n],
  ["8000000000000000", -9223372036854775808n],
  ["ffffffffffffffff", -1n],
])("span id %s is %s", (hex, value) => {
  expect(bigintOfSpanId(hex)).toBe(value);
  expect(spanIdOfBigint(value.toString())).toBe(hex);
});
