import { describe, expect, it } from "vitest";
import { type MetricItem, searchMetrics, toMetricItems } from "./metric-list.ts";

const item = (name: string, rest: Partial<MetricItem> = {}): MetricItem => ({
  id: name,
  name,
  unit: "1",
  kind: "counter",
  variant: null,
  description: "",
  services: ["shop"],
  seriesCount: 1,
  attributes: [],
  ...rest,
});

const ITEMS = [
  item("queue.depth", { unit: "{message}", kind: "gauge", attributes: ["queue.name"] }),
  item("http.server.request.duration", {
    unit: "s",
    kind: "histogram",
    attributes: ["http.route"],
  }),
  item("process.memory.usage", { unit: "By", services: ["gateway"] }),
  item("requests.by.route", { description: "how often each route was asked for" }),
];

const names = (text: string) => searchMetrics(ITEMS, text).map(({ name }) => name);

describe("searchMetrics", () => {
  it("lists all by name without a text", () => {
    expect(names(" ")).toEqual([
      "http.server.request.duration",
      "process.memory.usage",
      "queue.depth",
      "requests.by.route",
    ]);
  });

  it("finds names, units, attributes, kinds, services and descriptions, names first", () => {
    expect(names("depth")).toEqual(["queue.depth"]);
    expect(names("message")).toEqual(["queue.depth"]);
    expect(names("route")).toEqual(["requests.by.route", "http.server.request.duration"]);
    expect(names("GAUGE")).toEqual(["queue.depth"]);
    expect(names("gateway")).toEqual(["process.memory.usage"]);
    expect(names("often")).toEqual(["requests.by.route"]);
  });

  it("wants every word", () => {
    expect(names("http duration")).toEqual(["http.server.request.duration"]);
    expect(names("http depth")).toEqual([]);
  });

  it("puts a name that begins with the text before one that has it inside", () => {
    expect(names("re")).toEqual(["requests.by.route", "http.server.request.duration"]);
  });
});

it("makes rows of an answer: kinds in words, services once, variants of one name told apart", () => {
  const metric = {
    name: "jobs.done",
    unit: "1",
    kind: "sum",
    temporality: "cumulative",
    isMonotonic: true,
    description: "",
    seriesCount: 2,
    services: [
      { namespace: "", service: "shop", environment: "production" },
      { namespace: "", service: "shop", environment: "staging" },
    ],
    attributes: [],
  } as const;
  const items = toMetricItems([
    { ...metric, services: [...metric.services], attributes: [] },
    { ...metric, isMonotonic: false, services: [], attributes: [] },
    { ...metric, name: "other", services: [], attributes: [] },
  ]);
  expect(items.map(({ kind }) => kind)).toEqual(["counter", "up-down sum", "counter"]);
  expect(items[0]?.services).toEqual(["shop"]);
  expect(items.map(({ variant }) => variant?.metricClass ?? null)).toEqual([
    "counter",
    "gauge",
    null,
  ]);
});
