import { describe, expect, test } from "vitest";
import type { KeyValue } from "@/lib/decode/otlp-messages.ts";
import { describeSeries, type MetricShape } from "./metric-identity.ts";
import { describeOrigin, type Origin } from "./origin.ts";

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });

const METRIC = { name: "cache.hits", unit: "{hit}", description: "Hits" };
const SHAPE: MetricShape = { kind: "sum", temporality: "cumulative", isMonotonic: true };
const ORIGIN: Origin = {
  originId: 5n,
  service: { namespace: "shop", service: "orders", environment: "production" },
  serviceId: 7n,
  instance: "i-1",
  version: "1.4.0",
  hostName: "node-7",
  scopeName: "meter",
  scopeVersion: "1.0.0",
  entity: "",
  resource: undefined,
};
const ATTRIBUTES = [text("a", "1"), text("b", "2")];

type Change = {
  metric?: Partial<typeof METRIC>;
  shape?: Partial<MetricShape>;
  origin?: Partial<Origin>;
  attributes?: KeyValue[];
};

const describeChanged = (change: Change) =>
  describeSeries(
    { ...METRIC, ...change.metric },
    { ...SHAPE, ...change.shape },
    {
      origin: { ...ORIGIN, ...change.origin },
      attributes: change.attributes ?? ATTRIBUTES,
      registeredMs: 1,
    },
  );

const idOf = (change: Change) => describeChanged(change).row.seriesId;

const list = (...values: string[]): KeyValue => ({
  key: "a",
  value: { arrayValue: { values: values.map((stringValue) => ({ stringValue })) } },
});

describe("the series id", () => {
  test.each<[string, Change]>([
    ["the order of attributes", { attributes: [text("b", "2"), text("a", "1")] }],
    ["the version", { origin: { version: "2.0.0" } }],
    ["the rest of the resource", { origin: { originId: 6n } }],
    ["the scope's version", { origin: { scopeVersion: "1.0.1" } }],
    ["the description", { metric: { description: "Another text" } }],
    ["the host, where the instance is known", { origin: { hostName: "node-8" } }],
  ])("does not depend on %s", (_, change) => {
    expect(idOf(change)).toBe(idOf({}));
  });

  test.each<[string, Change]>([
    ["namespace", { origin: { service: { ...ORIGIN.service, namespace: "" } } }],
    ["service", { origin: { service: { ...ORIGIN.service, service: "users" } } }],
    ["environment", { origin: { service: { ...ORIGIN.service, environment: "staging" } } }],
    ["instance", { origin: { instance: "i-2" } }],
    ["host, where the instance is not known", { origin: { instance: "" } }],
    ["scope", { origin: { scopeName: "another" } }],
    ["name", { metric: { name: "cache.misses" } }],
    ["unit", { metric: { unit: "" } }],
    ["kind", { shape: { kind: "gauge" } }],
    ["temporality", { shape: { temporality: "delta" } }],
    ["monotonicity", { shape: { isMonotonic: false } }],
    ["attribute", { attributes: [text("a", "1"), text("b", "3")] }],
    ["number of attributes", { attributes: [text("a", "1")] }],
    [
      "type of an attribute",
      { attributes: [text("a", "1"), { key: "b", value: { intValue: 2n } }] },
    ],
  ])("changes with another %s", (_, change) => {
    expect(idOf(change)).not.toBe(idOf({}));
  });

  test("tells lists by their order", () => {
    expect(idOf({ attributes: [list("x", "y")] })).not.toBe(idOf({ attributes: [list("y", "x")] }));
  });
});

test("without an instance the host stands for it", () => {
  expect(describeChanged({}).row.instance).toBe("i-1");
  expect(describeChanged({ origin: { instance: "" } }).row.instance).toBe("node-7");
});

test("long names are shortened, long attributes are shortened and counted", () => {
  const { row, cut } = describeChanged({
    metric: { name: "n".repeat(300) },
    attributes: [text("a", "v".repeat(5_000))],
  });
  expect(row.name).toHaveLength(255);
  expect(row.attributes).toBe(`{"a":"${"v".repeat(4_096)}"}`);
  expect(cut).toBe(1);
});

describe("what a resource without an instance measures", () => {
  const idFrom = (resource: Record<string, string>) => {
    const attributes = Object.entries(resource).map(([key, value]) => text(key, value));
    const origin = describeOrigin(
      { attributes, droppedAttributesCount: 0, entityRefs: [] },
      undefined,
    );
    return describeSeries(METRIC, SHAPE, { origin, attributes: ATTRIBUTES, registeredMs: 1 }).row
      .seriesId;
  };

  test.each([
    ["autoscalers", "k8s.hpa.name"],
    ["deployments", "k8s.deployment.name"],
    ["containers of a pod", "k8s.container.name"],
    ["servers that a Collector asks", "server.address"],
  ])("keeps two %s apart", (_, key) => {
    const pod = { "k8s.pod.name": "orders-1" };
    expect(idFrom({ ...pod, [key]: "a" })).not.toBe(idFrom({ ...pod, [key]: "b" }));
  });

  test("does not depend on the order of attributes", () => {
    const names = { "k8s.namespace.name": "shop", "k8s.hpa.name": "orders" };
    expect(idFrom({ ...names })).toBe(
      idFrom({ "k8s.hpa.name": "orders", "k8s.namespace.name": "shop" }),
    );
  });

  test("does not count where the instance is given, so that series of SDKs keep their id", () => {
    const sdk = { "service.name": "orders", "service.instance.id": "i-1" };
    expect(idFrom({ ...sdk, "container.id": "c-1" })).toBe(idFrom(sdk));
  });
});
