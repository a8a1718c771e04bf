import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMessage } from "@/lib/decode/read-message.ts";
import { writeMessage } from "@/lib/decode/write-message.ts";
import { attributes, nanos, resourceOf, type Sender } from "@/lib/ingest/test-support/bodies.ts";
import { countOf } from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { describeOrigin } from "./origin.ts";
import { type RequestPoint, requestPoints } from "./request-metrics.ts";
import { RequestSeriesRegistry } from "./request-series.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);

type GivenMetric = { name?: string; unit?: string; sender?: Sender };

function read(data: object, { name, unit, sender = {} }: GivenMetric = {}): RequestPoint[] {
  const metric = { name: name ?? "http.server.request.duration", unit: unit ?? "s", ...data };
  const body = writeMessage("ExportMetricsServiceRequest", {
    resourceMetrics: [{ resource: resourceOf(sender), scopeMetrics: [{ metrics: [metric] }] }],
  });
  return requestPoints(readMessage("ExportMetricsServiceRequest", body), {
    originOf: describeOrigin,
    acceptance: { acceptPastMs: 86_400_000, acceptFutureMs: 300_000, receivedMs: NOW_MS },
    registry: new RequestSeriesRegistry(100, () => undefined),
  });
}

const times = { startTimeUnixNano: nanos(NOW_MS - 60_000), timeUnixNano: nanos(NOW_MS) };
const explicit = (given: object = {}, temporality = 2) => ({
  histogram: {
    aggregationTemporality: temporality,
    dataPoints: [
      {
        ...times,
        count: 3n,
        sum: 0.9,
        max: 0.5,
        explicitBounds: [0.1, 0.25],
        bucketCounts: [1n, 1n, 1n],
        attributes: attributes({
          "http.route": "/pay",
          "http.request.method": "post",
          "http.response.status_code": 503,
        }),
        ...given,
      },
    ],
  },
});

describe("points of request histograms", () => {
  test("name the series that spans of the same requests would have", () => {
    const sender = { service: "shop", environment: "production", instance: "a", version: "2" };
    const [point] = read(explicit(), { sender });
    expect(point?.series.dimensions).toEqual({
      namespace: "",
      service: "shop",
      environment: "production",
      route: "/pay",
      method: "POST",
      status: "503",
      instance: "a",
      version: "2",
    });
    expect(point?.series.source).toBe("metrics");
    expect(point).toMatchObject({
      isError: true,
      isDelta: false,
      count: 3,
      sumSeconds: 0.9,
      maxSeconds: 0.5,
    });
  });

  test.each([
    ["http.server.request.duration", "s", 0.9],
    ["http.server.request.duration", "", 0.9],
    ["http.server.duration", "ms", 0.000_9],
    ["http.server.duration", "", 0.000_9],
    ["rpc.server.duration", "ms", 0.000_9],
    ["rpc.server.call.duration", "s", 0.9],
  ])("%s in %j", (name, unit, sumSeconds) => {
    const [point] = read(explicit(), { name, unit });
    expect(point?.sumSeconds).toBeCloseTo(sumSeconds, 12);
    const bounds = point?.distribution.explicit[0]?.bounds ?? [];
    expect(bounds[1]).toBeCloseTo((0.25 * sumSeconds) / 0.9, 12);
  });

  test("others are no requests", () => {
    expect(read(explicit(), { name: "http.client.request.duration" })).toEqual([]);
    expect(read({ gauge: { dataPoints: [{ ...times, asDouble: 1 }] } })).toEqual([]);
  });

  test("attributes that are no dimension make streams of one series", () => {
    const one = read(
      explicit({ attributes: attributes({ "http.route": "/", "server.port": 80 }) }),
    );
    const two = read(
      explicit({ attributes: attributes({ "http.route": "/", "server.port": 81 }) }),
    );
    const swapped = read(
      explicit({ attributes: attributes({ "server.port": 80, "http.route": "/" }) }),
    );
    expect(one[0]?.series.id).toBe(two[0]?.series.id);
    expect(one[0]?.streamId).not.toBe(two[0]?.streamId);
    expect(one[0]?.streamId).toBe(swapped[0]?.streamId);
    expect(one[0]?.groupId).toBe(two[0]?.groupId);
  });

  test("what cannot be used is left out", () => {
    for (const given of [
      { bucketCounts: [1n, 1n] },
      { explicitBounds: [0.25, 0.1] },
      { flags: 1 },
      { timeUnixNano: nanos(NOW_MS + 301_000) },
      { timeUnixNano: nanos(NOW_MS - 86_401_000), startTimeUnixNano: 0n },
      { startTimeUnixNano: nanos(NOW_MS + 1_001) },
    ]) {
      expect(read(explicit(given))).toEqual([]);
    }
    expect(read(explicit({ sum: Number.NaN, max: Number.POSITIVE_INFINITY }))[0]).toMatchObject({
      sumSeconds: 0,
      maxSeconds: 0,
    });
  });

  test("the slowest exemplar with a trace is the example", () => {
    const exemplars = [
      { asDouble: 0.1, traceId: Buffer.alloc(16, 1) },
      { asDouble: 0.4, traceId: Buffer.alloc(16, 2) },
      { asDouble: 9 },
    ];
    expect(Buffer.from(read(explicit({ exemplars }))[0]?.exemplarTraceId ?? [])).toEqual(
      Buffer.alloc(16, 2),
    );
  });
});

describe("exponential histograms of scale 6 and finer", () => {
  test("fold in without loss: each value lands in its own sketch bucket", () => {
    const values = fc.array(fc.double({ min: 0.01, max: 0.02, noNaN: true }), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(values, fc.integer({ min: 6, max: 10 }), (list, scale) => {
        const indices = list.map((value) => Math.ceil(Math.log2(value) * 2 ** scale) - 1);
        const offset = Math.min(...indices);
        const bucketCounts = Array.from({ length: Math.max(...indices) - offset + 1 }, () => 0n);
        for (const index of indices)
          bucketCounts[index - offset] = (bucketCounts[index - offset] ?? 0n) + 1n;
        const dataPoint = {
          ...times,
          count: BigInt(list.length + 2),
          zeroCount: 2n,
          scale,
          positive: { offset, bucketCounts },
        };
        const [point] = read({
          exponentialHistogram: { aggregationTemporality: 1, dataPoints: [dataPoint] },
        });
        const expected = new Map<number, number>();
        for (const value of list) {
          const index = sketchIndex(value);
          expected.set(index, (expected.get(index) ?? 0) + 1);
        }
        expect(point?.isDelta).toBe(true);
        expect(point?.distribution.explicit).toEqual([]);
        expect(point?.distribution.zeroCount).toBe(2);
        expect([...(point?.distribution.exponential ?? [])].sort()).toEqual([...expected].sort());
      }),
    );
  });

  test("in milliseconds they keep bounds of their own, and lose nothing", () => {
    const dataPoint = {
      ...times,
      count: 5n,
      scale: 6,
      positive: { offset: 400, bucketCounts: [2n, 0n, 3n] },
    };
    const [point] = read(
      { exponentialHistogram: { aggregationTemporality: 2, dataPoints: [dataPoint] } },
      { name: "http.server.duration", unit: "ms" },
    );
    expect(point && countOf(point.distribution)).toBe(5);
    const [part] = point?.distribution.explicit ?? [];
    expect(part?.counts).toEqual([0, 2, 0, 3, 0]);
    // 2^(400/64) ms.
    expect(part?.bounds[0]).toBeCloseTo(0.076_109_255, 6);
  });
});
