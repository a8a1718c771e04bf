import { expect, test } from "vitest";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { narrowChart } from "./panel-scope.ts";

const BOTH = ["service", "environment"] as const;
const NOTHING = { service: null, namespace: null, environment: null };
const USERS = { service: "users", namespace: "shop", environment: "production" };

const requests = (filters: Record<string, string[]>): ChartSpec => ({
  ...{ kind: "requests", measures: ["p95Ms"], groupBy: [], visual: "lines", filters },
});
const narrowed = (
  filters: Record<string, string[]>,
  chosen = USERS,
  variables: typeof BOTH | [] = BOTH,
) => {
  const chart = narrowChart(requests(filters), { variables, chosen });
  return chart.kind === "requests" ? chart.filters : null;
};

test("a chart takes what was chosen, the service with its namespace", () => {
  expect(narrowed({})).toEqual({
    service: ["users"],
    namespace: ["shop"],
    environment: ["production"],
  });
});

test("what a chart fixes stays, and its service does not take another's namespace", () => {
  expect(narrowed({ service: ["orders"], route: ["/"] })).toEqual({
    service: ["orders"],
    route: ["/"],
    environment: ["production"],
  });
});

test("a board without variables is not narrowed", () => {
  expect(narrowed({ route: ["/"] }, USERS, [])).toEqual({ route: ["/"] });
});

test("a value that stands for a variable narrows by the choice, and by nothing without one", () => {
  const chart = (filters: Record<string, string[]>, chosen: typeof NOTHING | typeof USERS) =>
    narrowChart(
      {
        kind: "metrics",
        queries: [{ name: "m", agg: null, groupBy: [], filters }],
        formula: null,
        topK: null,
        visual: "lines",
      },
      { variables: [], chosen },
    );
  expect(chart({ "peer.service": ["$service", "other"] }, USERS)).toMatchObject({
    queries: [{ filters: { "peer.service": ["users", "other"] } }],
  });
  expect(chart({ "peer.service": ["$service"] }, NOTHING)).toMatchObject({
    queries: [{ filters: { "peer.service": [] } }],
  });
});

test("text stays text", () => {
  const text: ChartSpec = { kind: "text", text: "$service" };
  expect(narrowChart(text, { variables: BOTH, chosen: USERS })).toBe(text);
});
