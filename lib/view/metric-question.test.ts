import { expect, it } from "vitest";
import { toMetricQuery } from "./metric-question.ts";

const base = {
  name: "m",
  agg: null,
  groupBy: [],
  filters: [],
  variant: { unit: null, kind: null },
  place: { service: null, namespace: null, environment: null },
};

it("gives equal filters of one attribute as alternatives and others with their operator", () => {
  const { filters } = toMetricQuery({
    ...base,
    filters: [
      { attribute: "a", operator: "=", value: "1" },
      { attribute: "a", operator: "=", value: "2" },
      { attribute: "a", operator: "!=", value: "3" },
      { attribute: "b", operator: "~", value: "x.*" },
      { attribute: "b", operator: "!~", value: "y" },
    ],
  });
  expect(filters).toEqual({ a: ["1", "2"], "a!": ["3"], "b~": ["x.*"], "b!~": ["y"] });
});

it("keeps the bar's place, unless the query names another", () => {
  const place = { service: "shop", namespace: null, environment: "production" };
  expect(toMetricQuery({ ...base, place }).filters).toEqual({
    service: ["shop"],
    environment: ["production"],
  });
  const filters = [{ attribute: "service", operator: "=", value: "orders" } as const];
  expect(toMetricQuery({ ...base, place, filters }).filters.service).toEqual(["orders"]);
});

it("says which of several metrics of one name is meant", () => {
  const variant = { unit: "s", kind: "histogram" };
  expect(toMetricQuery({ ...base, variant }).filters).toEqual({
    metricUnit: ["s"],
    metricKind: ["histogram"],
  });
});
