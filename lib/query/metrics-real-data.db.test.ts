import { afterEach, describe, expect, test } from "vitest";
import { metricQueryParams } from "@/lib/contract/metrics.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import {
  hasRealSamples,
  protobufSample,
  samplesIn,
} from "@/lib/decode/test-support/real-samples.ts";
import { queryMetrics } from "./metrics.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const METRICS = "ExportMetricsServiceRequest";

let dashboard: TestDashboard | undefined;

afterEach(async () => {
  await dashboard?.stop();
  dashboard = undefined;
});

/** The newest time of any sum in the bodies, in Unix milliseconds. */
function newestMs(bodies: readonly Uint8Array[]): number {
  const times = bodies.flatMap((body) =>
    readMessage(METRICS, body).resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) =>
        metrics.flatMap(({ sum }) =>
          (sum?.dataPoints ?? []).map((point) => Number(point.timeUnixNano / 1_000_000n)),
        ),
      ),
    ),
  );
  return Math.max(...times);
}

describe.skipIf(!hasRealSamples)("the Node SDK's cumulative counters", () => {
  test.each([
    ["sdk-capture/http-json", "metrics.json"],
    ["sdk-capture/http-protobuf", "metrics.pb.gz"],
  ])("%s: 80 hits and 20 misses, four in five of them", async (folder, ending) => {
    const bodies = samplesIn(folder, ending).map((path) => protobufSample(METRICS, path));
    expect(bodies.length).toBeGreaterThan(0);
    const nowMs = newestMs(bodies) + 1_000;
    dashboard = await startDashboard(() => nowMs);
    for (const body of bodies) await dashboard.ingest.send("metrics", body);
    const ask = async (params: Record<string, string>) => {
      const parsed = metricQueryParams.parse({ from: "now-1h", agg: "increase", ...params });
      const { groups } = await queryMetrics(parsed, nowMs);
      return groups.map(({ total }) => total.value);
    };
    const [hits] = await ask({ name: "cache.hits" });
    const [misses] = await ask({ name: "cache.misses" });
    const second = { "b.name": "cache.misses", "b.agg": "increase", formula: "a / (a + b)" };
    const [ratio] = await ask({ name: "cache.hits", ...second });
    expect(hits).toBeCloseTo(80, 6);
    expect(misses).toBeCloseTo(20, 6);
    expect(ratio).toBeCloseTo(0.8, 9);
  });
});
