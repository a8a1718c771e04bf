import { describe, expect, test } from "vitest";
import { jsonToProtobuf } from "@/lib/decode/json-to-protobuf.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { decodeDistribution } from "./distribution.ts";
import { type MetricRows, metricRows } from "./metrics.ts";
import { describeOrigin } from "./origin.ts";
import type { RowContext } from "./row-context.ts";

const REQUEST = "ExportMetricsServiceRequest";
/** 2026-11-24 10:00:00 UTC. */
const RECEIVED_MS = 1_795_514_400_000;
const NOW_NS = "1795514400000000000";
const START_NS = "1795514000000000000";

const HOUR_MS = 3_600_000;

const context: RowContext = {
  originOf: describeOrigin,
  acceptance: { acceptPastMs: 24 * HOUR_MS, acceptFutureMs: 300_000, receivedMs: RECEIVED_MS },
};

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

const RESOURCE = [
  text("service.namespace", "shop"),
  text("service.name", "orders"),
  text("deployment.environment.name", "production"),
  text("service.version", "1.4.0"),
  text("host.name", "node-7"),
];

function rowsOf(metrics: object[]): MetricRows {
  const body = {
    resourceMetrics: [
      { resource: { attributes: RESOURCE }, scopeMetrics: [{ scope: { name: "meter" }, metrics }] },
    ],
  };
  const bytes = jsonToProtobuf(REQUEST, JSON.stringify(body));
  return metricRows(readMessage(REQUEST, bytes), context);
}

const gauge = (dataPoints: object[], more: object = {}) => ({
  name: "queue.depth",
  unit: "{item}",
  description: "Items that wait",
  gauge: { dataPoints },
  ...more,
});

const counter = (dataPoint: object) => ({
  name: "cache.hits",
  sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [dataPoint] },
});

const NOTHING = {
  value: null,
  pointCount: null,
  pointSum: null,
  pointMin: null,
  pointMax: null,
  distribution: null,
  quantiles: null,
  exemplars: null,
};

describe("rows of", () => {
  test("a gauge: whose it is, what it is, and a start of 0 where none is given", () => {
    const attributes = [text("queue", "mail"), text("az", "a")];
    const rows = rowsOf([gauge([{ timeUnixNano: NOW_NS, asInt: "42", attributes }])]);
    expect(rows).toMatchObject({ rejected: 0, cut: 0 });
    const [series] = rows.series;
    expect(rows.series).toEqual([
      {
        seriesId: series?.seriesId,
        serviceId: series?.serviceId,
        originId: series?.originId,
        namespace: "shop",
        service: "orders",
        environment: "production",
        instance: "node-7",
        version: "1.4.0",
        name: "queue.depth",
        unit: "{item}",
        description: "Items that wait",
        kind: "gauge",
        temporality: "unspecified",
        isMonotonic: false,
        attributes: '{"az":"a","queue":"mail"}',
        registeredMs: RECEIVED_MS,
      },
    ]);
    expect(rows.points).toEqual([
      {
        ...NOTHING,
        seriesId: series?.seriesId,
        startNs: 0n,
        timeNs: 1_795_514_400_000_000_000n,
        value: 42,
        flags: 0,
      },
    ]);
  });

  test("a cumulative counter with its start and an exemplar", () => {
    const exemplar = {
      timeUnixNano: "1795514399000000001",
      asDouble: 0.5,
      traceId: "0AF7651916CD43DD8448EB211C80319C",
      spanId: "b7ad6b7169203331",
      filteredAttributes: [text("user", "7")],
    };
    const point = { startTimeUnixNano: START_NS, timeUnixNano: NOW_NS, asDouble: 80 };
    const rows = rowsOf([counter({ ...point, exemplars: [exemplar, { timeUnixNano: "1" }] })]);
    expect(rows.series).toMatchObject([
      { kind: "sum", temporality: "cumulative", isMonotonic: true, attributes: "{}" },
    ]);
    expect(rows.points).toMatchObject([{ startNs: BigInt(START_NS), value: 80 }]);
    expect(JSON.parse(rows.points[0]?.exemplars ?? "")).toEqual([
      {
        traceId: "0af7651916cd43dd8448eb211c80319c",
        spanId: "b7ad6b7169203331",
        value: 0.5,
        atNs: "1795514399000000001",
        attributes: { user: "7" },
      },
    ]);
  });

  test("a histogram with explicit bounds, which need not have a sum", () => {
    const point = {
      startTimeUnixNano: START_NS,
      timeUnixNano: NOW_NS,
      count: "6",
      bucketCounts: ["1", "2", "3"],
      explicitBounds: [0.1, 0.25],
      min: 0.01,
      max: 3,
    };
    const histogram = { aggregationTemporality: 1, dataPoints: [point] };
    const rows = rowsOf([{ name: "http.server.request.duration", unit: "s", histogram }]);
    expect(rows.series).toMatchObject([{ kind: "histogram", temporality: "delta" }]);
    const [row] = rows.points;
    expect(row).toMatchObject({ pointCount: 6, pointSum: null, pointMin: 0.01, pointMax: 3 });
    expect(decodeDistribution(row?.distribution ?? new Uint8Array())).toEqual({
      zeroCount: 0,
      exponential: new Map(),
      explicit: [{ bounds: [0.1, 0.25], counts: [1, 2, 3] }],
    });
  });

  test("an exponential histogram at the sketch's scale", () => {
    const point = {
      timeUnixNano: NOW_NS,
      count: "6",
      sum: 7.5,
      scale: 6,
      zeroCount: "1",
      positive: { offset: 10, bucketCounts: ["2", "0", "3"] },
    };
    const exponentialHistogram = { aggregationTemporality: 2, dataPoints: [point] };
    const rows = rowsOf([{ name: "latency", exponentialHistogram }]);
    expect(rows.series).toMatchObject([
      { kind: "exponential_histogram", temporality: "cumulative" },
    ]);
    const [row] = rows.points;
    expect(row).toMatchObject({ pointCount: 6, pointSum: 7.5 });
    expect(decodeDistribution(row?.distribution ?? new Uint8Array())).toEqual({
      zeroCount: 1,
      exponential: new Map([
        [10, 2],
        [12, 3],
      ]),
      explicit: [],
    });
  });

  test("a summary with its quantiles", () => {
    const quantileValues = [
      { quantile: 0.5, value: 12 },
      { quantile: 0.99, value: "NaN" },
    ];
    const point = { timeUnixNano: NOW_NS, count: "10", sum: 130, quantileValues };
    const rows = rowsOf([{ name: "rpc", summary: { dataPoints: [point] } }]);
    expect(rows.series).toMatchObject([{ kind: "summary", temporality: "unspecified" }]);
    expect(rows.points).toMatchObject([{ pointCount: 10, pointSum: 130, distribution: null }]);
    expect(JSON.parse(rows.points[0]?.quantiles ?? "")).toEqual([
      { quantile: 0.5, value: 12 },
      { quantile: 0.99, value: null },
    ]);
  });

  test("a moment without a recorded value: the flag stays, there is no value", () => {
    const rows = rowsOf([gauge([{ timeUnixNano: NOW_NS, asDouble: 0, flags: 1 }])]);
    expect(rows.points).toMatchObject([{ value: null, flags: 1 }]);
  });

  test("a gauge that is not a number", () => {
    const rows = rowsOf([gauge([{ timeUnixNano: NOW_NS, asDouble: "NaN" }])]);
    expect(rows.points).toMatchObject([{ value: null, flags: 0 }]);
  });

  test("texts that Postgres cannot hold", () => {
    const point = { timeUnixNano: NOW_NS, asDouble: 1, attributes: [text("a\0", "b\0")] };
    const rows = rowsOf([gauge([point], { name: "x\0y" })]);
    expect(rows.series).toMatchObject([{ name: "x\uFFFDy", attributes: '{"a\uFFFD":"b\uFFFD"}' }]);
  });

  test("nothing at all, and of a kind that does not exist yet", () => {
    expect(rowsOf([])).toMatchObject({ series: [], points: [], rejected: 0 });
    expect(rowsOf([{ name: "x", spectrogram: { dataPoints: [{}] } }])).toMatchObject({
      points: [],
    });
  });
});

test("a series is registered once for all its points", () => {
  const point = { timeUnixNano: NOW_NS, asDouble: 1 };
  const rows = rowsOf([gauge([point, { ...point, timeUnixNano: START_NS }])]);
  expect(rows.series).toHaveLength(1);
  expect(rows.points.map(({ seriesId }) => seriesId)).toEqual([
    rows.series[0]?.seriesId,
    rows.series[0]?.seriesId,
  ]);
});

describe("rejected alone, the neighbour is kept:", () => {
  const good = { timeUnixNano: NOW_NS, asDouble: 1 };
  const at = (ms: number) => `${RECEIVED_MS + ms}000000`;
  const histogram = (dataPoints: object[]) => ({ name: "h", histogram: { dataPoints } });

  test.each([
    [
      "a point from before the window",
      gauge([{ ...good, timeUnixNano: at(-24 * HOUR_MS - 1) }, good]),
    ],
    ["a point from after the window", gauge([{ ...good, timeUnixNano: at(300_001) }, good])],
    ["a point without a time", gauge([{ asDouble: 1 }, good])],
    ["a point without a value", gauge([{ timeUnixNano: NOW_NS }, good])],
    [
      "a point that starts after its time",
      gauge([{ ...good, startTimeUnixNano: at(1_001) }, good]),
    ],
    [
      "a histogram whose buckets do not fit its bounds",
      histogram([
        { timeUnixNano: NOW_NS, count: 2, bucketCounts: [1, 1], explicitBounds: [1, 2] },
        { timeUnixNano: NOW_NS, count: 2, bucketCounts: [1, 1], explicitBounds: [1] },
      ]),
    ],
  ])("%s", (_, metric) => {
    const rows = rowsOf([metric]);
    expect(rows.points).toHaveLength(1);
    expect(rows.rejected).toBe(1);
    expect([...rows.reasons.values()]).toEqual([1]);
  });

  test("the edges of the window are inside, and reasons are counted apart", () => {
    const rows = rowsOf([
      gauge([
        { ...good, timeUnixNano: at(-24 * HOUR_MS) },
        { ...good, timeUnixNano: at(300_000) },
        { ...good, timeUnixNano: "1" },
        { ...good, timeUnixNano: "2" },
        { timeUnixNano: NOW_NS },
      ]),
    ]);
    expect(rows.points).toHaveLength(2);
    expect(rows.rejected).toBe(3);
    expect([...rows.reasons.values()].sort()).toEqual([1, 2]);
  });

  test("a metric without a name", () => {
    const rows = rowsOf([gauge([good], { name: "" }), gauge([good])]);
    expect(rows.points).toHaveLength(1);
    expect(rows.reasons).toEqual(new Map([["a metric has no name", 1]]));
  });
});
