import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePattern } from "./metric-pattern.ts";

test.each([
  ["a", "a", true],
  ["a", "ab", false],
  ["a|b", "b", true],
  ["5..", "503", true],
  ["5..", "5033", false],
  [".*", "", true],
  ["/api/.*", "/api/users", true],
  ["/api/.*/x", "/api/a/b/x", true],
  ["/api/.*/x", "/api/a/b/y", false],
  ["a\\.b", "a.b", true],
  ["a\\.b", "axb", false],
  ["", "", true],
  ["a|", "", true],
])("%s on %s: %s", (pattern, text, expected) => {
  expect(parsePattern(pattern)?.(text)).toBe(expected);
});

test.each(["[ab]", "a+", "(a)", "a*", "a{2}", "^a", "a$", "\\d"])("%s is not taken", (pattern) => {
  expect(parsePattern(pattern)).toBeNull();
});

test("agrees with the language's own expressions", () => {
  const part = fc.constantFrom("a", "b", ".", ".*", "|");
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), text, (parts, value) => {
      const pattern = parts.join("");
      expect(parsePattern(pattern)?.(value)).toBe(new RegExp(`^(?:${pattern})$`).test(value));
    }),
  );
});

test("takes no longer for a pattern that is made to take long", () => {
  const began = performance.now();
  expect(parsePattern(`${".*a".repeat(100)}b`)?.("a".repeat(4_000))).toBe(false);
  expect(performance.now() - began).toBeLessThan(2_000);
});
