import { expect, it } from "vitest";
import { chartAddress } from "./chart-address.ts";

it("leads a chart of requests to the page of requests, with its filters", () => {
  expect(
    chartAddress({
      kind: "requests",
      measures: ["p95Ms"],
      groupBy: [],
      filters: { service: ["checkout"], environment: [""], route: ["/pay"], version: [] },
      visual: "lines",
    }),
  ).toEqual({
    path: "/requests",
    service: "checkout",
    namespace: null,
    environment: "",
    params: { route: "/pay" },
  });
});

it("leads log records to the page of logs, with the search", () => {
  expect(
    chartAddress({ kind: "logs", filters: { severity: ["error"] }, search: "timeout" })?.params,
  ).toEqual({ severity: "error", search: "timeout" });
});

it("leads nowhere for words", () => {
  expect(chartAddress({ kind: "text", text: "why" })).toBeNull();
});
