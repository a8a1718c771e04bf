import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { boardSpec } from "@/lib/contract/boards.ts";
import { toBoard } from "./grafana-board.ts";
import { grafanaDashboard } from "./grafana-schema.ts";
import type { KnownMetric } from "./prometheus-names.ts";

/** What the shop's services have sent, under OpenTelemetry's names. */
const KNOWN: KnownMetric[] = [
  {
    name: "shop.orders.placed",
    unit: "{order}",
    isHistogram: false,
    attributes: ["http.response.status_code"],
  },
  { name: "shop.checkout.duration", unit: "s", isHistogram: true, attributes: ["rpc.method"] },
  { name: "process.memory.usage", unit: "By", isHistogram: false, attributes: [] },
];

const text = readFileSync(
  fileURLToPath(new URL("./testdata/grafana-shop.json", import.meta.url)),
  "utf8",
);
const board = toBoard(grafanaDashboard.parse(JSON.parse(text)), KNOWN);
const panels = new Map(board.spec.panels.map((panel) => [panel.title, panel]));
const chartOf = (title: string) => panels.get(title)?.chart;
const leftOf = (panel: string) =>
  board.left.filter((one) => one.panel === panel).map(({ reason }) => reason);

const orders = (filters: Record<string, string[]>, agg = "rate") => ({
  ...{ name: "shop.orders.placed", agg, groupBy: [], filters },
});
const checkout = {
  name: "shop.checkout.duration",
  groupBy: [],
  filters: { "rpc.method": ["Get"] },
};
const metrics = { kind: "metrics", formula: null, topK: null, visual: "lines" };

describe("a Grafana dashboard as a board", () => {
  test("is a board that can be stored, under its name", () => {
    expect(board.name).toBe("Shop");
    expect(boardSpec.parse(board.spec)).toEqual(board.spec);
    expect(board.spec.variables).toEqual(["service", "environment"]);
  });

  test("a rate by label; its variables are the board's own", () => {
    expect(chartOf("Orders")).toEqual({
      ...metrics,
      queries: [
        {
          ...orders({ service: ["$service"], environment: ["$environment"] }),
          groupBy: ["http.response.status_code"],
        },
      ],
    });
    expect(leftOf("Orders")).toEqual([]);
  });

  test("quantiles of one histogram stand together; one that cannot be asked for is told", () => {
    expect(chartOf("Checkout")).toEqual({
      ...metrics,
      queries: [
        { ...checkout, agg: "p50" },
        { ...checkout, agg: "p95" },
      ],
    });
    expect(leftOf("Checkout")).toEqual([
      "query C: its quantile is none of 0.5, 0.75, 0.9, 0.95 and 0.99",
    ]);
  });

  test("arithmetic of two queries is a formula", () => {
    expect(chartOf("Failed")).toEqual({
      ...metrics,
      visual: "figure",
      queries: [orders({ "http.response.status_code~": ["5.."] }), orders({})],
      formula: "(100 * a) / b",
    });
  });

  test("a gauge by instance, only of some services", () => {
    expect(chartOf("Memory")).toEqual({
      ...metrics,
      visual: "figure",
      queries: [
        {
          name: "process.memory.usage",
          agg: "max",
          groupBy: ["instance"],
          filters: { service: ["users", "orders"] },
        },
      ],
    });
  });

  test("a heatmap of a histogram's buckets", () => {
    expect(chartOf("Checkout, all")).toEqual({
      ...metrics,
      visual: "heatmap",
      queries: [{ name: "shop.checkout.duration", agg: null, groupBy: [], filters: {} }],
    });
    expect(leftOf("Checkout, all")).toEqual([]);
  });

  test("the largest of a metric that nobody has sent yet; a variable that boards lack falls away", () => {
    expect(chartOf("Per route")).toEqual({
      ...metrics,
      visual: "bars",
      topK: 3,
      queries: [
        { name: "unheard_of_total", agg: "increase", groupBy: ["http_route"], filters: {} },
      ],
    });
    expect(leftOf("Per route")).toEqual([
      "increases are drawn for each step of the chart",
      "the variable $route does not narrow it, since boards have none like it",
      "no metric like unheard_of_total has been received yet; it is empty until one is",
    ]);
  });

  test("what is not drawn is told, and why", () => {
    expect(panels.has("Customers")).toBe(false);
    expect(leftOf("Customers")).toEqual(['panels of the kind "table" are not drawn here']);
    expect(leftOf("Lines")).toEqual(["it asks loki, not Prometheus"]);
    expect(leftOf("Variable $route")).toEqual([
      "boards have variables for service and environment; panels show all its values",
    ]);
    expect(board.left).toHaveLength(7);
  });

  test("texts and rows keep their words; every panel its place, half as wide and without gaps", () => {
    const texts = board.spec.panels.filter(({ chart }) => chart.kind === "text");
    expect(texts.map(({ chart }) => chart)).toEqual([
      { kind: "text", text: "Resources" },
      { kind: "text", text: "Ask the payments team." },
    ]);
    const places = board.spec.panels.map(({ title, x, y, w, h }) => [title, x, y, w, h]);
    // Rows of 38 px become rows of 52: 8 → 6, 4 → 3, 3 → 2, 1 → 1.
    expect(places).toEqual([
      ["Orders", 0, 0, 6, 6],
      ["Checkout", 6, 0, 6, 6],
      ["", 0, 6, 12, 1],
      ["Failed", 0, 7, 3, 3],
      ["Memory", 3, 7, 3, 3],
      ["Checkout, all", 6, 7, 6, 6],
      ["", 0, 13, 12, 2],
      ["Per route", 6, 15, 6, 6],
    ]);
  });

  test("a dashboard of nothing is a board of nothing", () => {
    const empty = toBoard(grafanaDashboard.parse({ title: 7, panels: "none" }), []);
    expect(empty).toMatchObject({ name: "From Grafana", spec: { panels: [] }, left: [] });
  });

  test("panels in rows, as old dashboards have them", () => {
    const old = grafanaDashboard.parse({
      title: "Old",
      rows: [
        {
          panels: [
            { type: "graph", title: "A", span: 6, targets: [{ refId: "A", expr: "a" }] },
            { type: "singlestat", title: "B", span: 3, targets: [{ refId: "A", expr: "sum(b)" }] },
          ],
        },
        { panels: [{ type: "text", title: "C", content: "words" }] },
      ],
    });
    const { spec } = toBoard(old, []);
    expect(spec.panels.map(({ title, x, y, w }) => [title, x, y, w])).toEqual([
      ["A", 0, 0, 6],
      ["B", 6, 0, 3],
      ["C", 0, 6, 12],
    ]);
  });
});
