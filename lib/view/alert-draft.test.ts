import { describe, expect, it } from "vitest";
import { alertDraftOf, alertQueryOf } from "./alert-draft.ts";

describe("alertQueryOf", () => {
  it("watches p95 of a latency chart, with its filters and groups", () => {
    expect(
      alertQueryOf({
        kind: "requests",
        measures: ["p50Ms", "p95Ms", "p99Ms"],
        groupBy: ["route"],
        filters: { service: ["checkout"], environment: ["production"], route: [] },
        visual: "lines",
      }),
    ).toEqual({
      concern: "requests",
      measure: "p95Ms",
      filters: { service: ["checkout"], environment: ["production"] },
      groupBy: ["route"],
      windowSeconds: 300,
    });
  });

  it("watches the only measure of another chart", () => {
    const spec = {
      kind: "requests" as const,
      measures: ["throughputPerSecond" as const],
      groupBy: [],
      filters: {},
      visual: "area" as const,
    };
    expect(alertQueryOf(spec)?.measure).toBe("throughputPerSecond");
  });

  it("asks a metric by its name, with its aggregation as the API takes it", () => {
    expect(
      alertQueryOf({
        kind: "metrics",
        queries: [
          { name: "queue.depth", agg: "max", groupBy: ["queue"], filters: { queue: ["mail"] } },
        ],
        formula: null,
        topK: null,
        visual: "lines",
      }),
    ).toEqual({
      concern: "metrics",
      measure: "queue.depth",
      filters: { queue: ["mail"], agg: ["max"] },
      groupBy: ["queue"],
      windowSeconds: 300,
    });
  });

  it("counts log records that match the search", () => {
    expect(
      alertQueryOf({ kind: "logs", filters: { severity: ["error"] }, search: "timeout" })?.filters,
    ).toEqual({ severity: ["error"], search: ["timeout"] });
  });

  it("has no rule for a formula, a heatmap or a text", () => {
    const query = { name: "a", agg: null, groupBy: [], filters: {} };
    const formula = {
      kind: "metrics" as const,
      queries: [query, query],
      formula: "a / b",
      topK: null,
      visual: "lines" as const,
    };
    expect(alertQueryOf(formula)).toBeNull();
    expect(alertQueryOf({ kind: "requestHeatmap", filters: {} })).toBeNull();
    expect(alertQueryOf({ kind: "text", text: "" })).toBeNull();
  });
});

describe("alertDraftOf", () => {
  const spec = { kind: "logs" as const, filters: {}, search: null };

  it("is a whole rule above a threshold", () => {
    expect(alertDraftOf(spec, { title: "Log records", threshold: 12 })).toEqual({
      name: "Log records above 12",
      query: { concern: "logs", measure: "count", filters: {}, groupBy: [], windowSeconds: 300 },
      operator: ">",
      threshold: 12,
      forSeconds: 300,
      severity: "warning",
    });
  });

  it("counts a day of a bill at once, of the whole bill alone", () => {
    const costs = {
      ...{ kind: "costs" as const, by: "service", granularity: "day" as const },
      ...{ currency: null, metric: null, chargeCategory: [] },
    };
    expect(alertDraftOf(costs, { title: "Cost per day", threshold: 50 })).toMatchObject({
      query: { concern: "costs", measure: "dailyCost", groupBy: [], windowSeconds: 86_400 },
      ...{ operator: ">", threshold: 50, forSeconds: 0 },
    });
    for (const other of [
      { ...costs, chargeCategory: ["Usage"] },
      { ...costs, granularity: "month" as const },
      { ...costs, currency: "EUR" },
    ]) {
      expect(alertQueryOf(other)).toBeNull();
    }
  });

  it("is none without a threshold", () => {
    expect(alertDraftOf(spec, { title: "Log records", threshold: null })).toBeNull();
  });
});
