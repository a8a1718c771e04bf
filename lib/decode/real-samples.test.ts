import { describe, expect, test } from "vitest";
import { DecodeError } from "./decode-error.ts";
import type { Metric } from "./otlp-messages.ts";
import { readMessage } from "./read-message.ts";
import { ATTRIBUTE_COUNT, REQUEST_ATTRIBUTES } from "./span-batch.ts";
import { SpanReader } from "./span-reader.ts";
import { hasRealSamples, protobufSample, sample, samplesIn } from "./test-support/real-samples.ts";

const metricsOf = (path: string): Metric[] => {
  const bytes = protobufSample("ExportMetricsServiceRequest", path);
  const request = readMessage("ExportMetricsServiceRequest", bytes);
  return request.resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) => metrics),
  );
};

const pointsOf = (metric: Metric): readonly unknown[] =>
  (metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary)
    ?.dataPoints ?? [];

const logCount = (path: string): number => {
  const bytes = protobufSample("ExportLogsServiceRequest", path);
  return readMessage("ExportLogsServiceRequest", bytes).resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  ).length;
};

const spansOf = (path: string) => {
  const bytes = protobufSample("ExportTraceServiceRequest", path);
  return readMessage("ExportTraceServiceRequest", bytes).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => ({ scope: scope?.name, span }))),
  );
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Server spans of the bodies as the reader of columns sees them: "route status" → how many. */
function serverSpans(paths: string[]) {
  const reader = new SpanReader();
  const counts = new Map<string, number>();
  let all = 0;
  for (const path of paths) {
    const batch = reader.read(protobufSample("ExportTraceServiceRequest", path));
    all += batch.count;
    for (let i = 0; i < batch.count; i++) {
      if (batch.kind[i] !== 2) continue;
      const column = i * ATTRIBUTE_COUNT + REQUEST_ATTRIBUTES.indexOf("route");
      const key = `${reader.interner.text(batch.attributes[column] ?? 0)} ${batch.httpStatus[i]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return { all, counts };
}

describe.skipIf(!hasRealSamples)("the official Node SDK", () => {
  test.each([
    ["JSON", "sdk-capture/http-json", "traces.json"],
    ["protobuf", "sdk-capture/http-protobuf", "traces.pb.gz"],
  ])(
    "traces in %s: 845 spans, of which 145 server spans with known routes and statuses",
    (_, folder, ending) => {
      const paths = samplesIn(folder, ending);
      const { all, counts } = serverSpans(paths);
      expect(all).toBe(845);
      expect(sum([...counts.values()])).toBe(145);
      expect(
        ["/pay 200", "/pay 500", "/pay 503", "/boom 500"].map((key) => counts.get(key)),
      ).toEqual([10, 11, 19, 5]);
      const errors = [...counts].filter(([key]) => / 5\d\d$/.test(key)).map(([, count]) => count);
      expect(sum(errors)).toBe(35);
      const scopes = paths.flatMap(spansOf).map(({ scope }) => scope?.split("-").at(-1));
      expect(
        ["express", "http", "ioredis"].map(
          (name) => scopes.filter((scope) => scope === name).length,
        ),
      ).toEqual([435, 290, 120]);
    },
  );

  test.each([
    ["JSON", "sdk-capture/http-json", "metrics.json"],
    ["protobuf", "sdk-capture/http-protobuf", "metrics.pb.gz"],
  ])("metrics in %s: the cache's counters", (_, folder, ending) => {
    for (const path of samplesIn(folder, ending)) {
      const metrics = metricsOf(path);
      const counter = (name: string) =>
        metrics.find((metric) => metric.name === name)?.sum?.dataPoints[0]?.asDouble;
      expect([counter("cache.hits"), counter("cache.misses")]).toEqual([80, 20]);
    }
  });
});

describe.skipIf(!hasRealSamples)("other senders", () => {
  test("the specification's own examples", () => {
    expect(spansOf("proto-examples/trace.json")).toHaveLength(1);
    const metrics = metricsOf("proto-examples/metrics.json");
    expect(metrics.map((metric) => pointsOf(metric).length)).toEqual([1, 1, 1, 1]);
    expect(logCount("proto-examples/logs.json")).toBe(1);
    expect(logCount("proto-examples/events.json")).toBe(1);
  });

  test("HyperDX's: 76 log records, 2 spans, 2 points", () => {
    const logs = samplesIn("hyperdx", ".json").filter((path) => !/\/(traces|metrics)_/.test(path));
    expect(sum(logs.map(logCount))).toBe(76);
    const spans = spansOf("hyperdx/traces_basic-insert_input.json");
    expect(spans.map(({ span }) => span.status?.code === 2)).toEqual([false, true]);
    const [gauge] = metricsOf("hyperdx/metrics_gauge-insert_input.json");
    expect(gauge?.gauge?.dataPoints.map(({ asDouble }) => asDouble)).toEqual([21.5, 19.25]);
  });

  test("Jaeger's: 1 and 2 spans", () => {
    expect(spansOf("jaeger/otel_traces_01.json")).toHaveLength(1);
    expect(spansOf("jaeger/otlp2jaeger-in.json")).toHaveLength(2);
  });

  const oldFolder = "husky/otlp/compat07/testdata";
  test.each(hasRealSamples ? samplesIn(oldFolder, ".binpb") : [])(
    "OTLP 0.7 is read, its new fields at least, or refused: %s",
    (path) => {
      try {
        const request = readMessage("ExportMetricsServiceRequest", sample(path));
        const [resource] = request.resourceMetrics;
        expect(resource?.resource?.attributes[0]?.value).toEqual({ stringValue: "test-service" });
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    },
  );
});
