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

it("leads a metric to the page of metrics, with how its filters compare", () => {
  const address = chartAddress({
    kind: "metrics",
    queries: [
      {
        name: "jobs",
        agg: "rate",
        groupBy: ["queue", "host.name"],
        filters: {
          service: ["shop"],
          queue: ["mails", "bills"],
          "host.name!": ["a"],
          "kind!~": ["x.*"],
          metricUnit: ["1"],
        },
      },
    ],
    formula: null,
    topK: 5,
    visual: "lines",
  });
  expect(address).toMatchObject({ path: "/metrics", service: "shop", environment: null });
  expect(address?.params).toEqual({
    metric: "jobs",
    unit: "1",
    agg: "rate",
    by: "queue,host.name",
    top: "5",
  });
  expect(address?.lists?.where).toEqual([
    "queue=mails",
    "queue=bills",
    "host.name!=a",
    "kind!~x.*",
  ]);
});

it("leads nowhere for words", () => {
  expect(chartAddress({ kind: "text", text: "why" })).toBeNull();
});

it("leads a chart of costs to its page, without the bar's service", () => {
  expect(
    chartAddress({
      ...{ kind: "costs", by: "tag:team", granularity: "month", currency: "EUR", metric: null },
      chargeCategory: ["Usage", "Purchase", "Adjustment", "Tax"],
    }),
  ).toEqual({
    ...{ path: "/costs", service: null, namespace: null, environment: null },
    params: { by: "tag:team", span: "year", currency: "EUR", without: "Credit" },
  });
});
