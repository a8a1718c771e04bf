import fc from "fast-check";
import { expect, it } from "vitest";
import { FILTER_OPERATORS, filterLabel, parseFilter, writeFilter } from "./metric-filters.ts";

it.each([
  ["http.route=/pay", { attribute: "http.route", operator: "=", value: "/pay" }],
  ["status!=200", { attribute: "status", operator: "!=", value: "200" }],
  ["path~a=b", { attribute: "path", operator: "~", value: "a=b" }],
  ["path!~^/x", { attribute: "path", operator: "!~", value: "^/x" }],
  ["host=", { attribute: "host", operator: "=", value: "" }],
])("reads %s", (text, filter) => {
  expect(parseFilter(text)).toEqual(filter);
});

it.each(["", "http.route", "=x", " =x"])("does not take %j for a filter", (text) => {
  expect(parseFilter(text)).toBeNull();
});

it("reads back what it wrote, whatever the value", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][a-z_.]*$/),
      fc.constantFrom(...FILTER_OPERATORS),
      fc.string(),
      (attribute, operator, value) => {
        const filter = { attribute, operator, value };
        expect(parseFilter(writeFilter(filter))).toEqual(filter);
      },
    ),
  );
});

it("names an empty value", () => {
  expect(filterLabel({ attribute: "host", operator: "!=", value: "" })).toBe("host ≠ (empty)");
});
