import { afterEach, describe, expect, test } from "vitest";
import { cachesParams } from "@/lib/contract/caches.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import {
  hasRealSamples,
  protobufSample,
  samplesIn,
} from "@/lib/decode/test-support/real-samples.ts";
import { queryCaches } from "./caches.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const METRICS = "ExportMetricsServiceRequest";

let dashboard: TestDashboard | undefined;

afterEach(async () => {
  await dashboard?.stop();
  dashboard = undefined;
});

/** The newest time of any sum in the bodies, in Unix milliseconds. */
const newestMs = (bodies: readonly Uint8Array[]): number =>
  Math.max(
    ...bodies.flatMap((body) =>
      readMessage(METRICS, body).resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) =>
          metrics.flatMap(({ sum }) =>
            (sum?.dataPoints ?? []).map((point) => Number(point.timeUnixNano / 1_000_000n)),
          ),
        ),
      ),
    ),
  );

describe.skipIf(!hasRealSamples)("plain counters of the Node SDK", () => {
  test.each([
    ["sdk-capture/http-json", "metrics.json"],
    ["sdk-capture/http-protobuf", "metrics.pb.gz"],
  ])("%s: 80 hits and 20 misses are a ratio of 0.8", async (folder, ending) => {
    const bodies = samplesIn(folder, ending).map((path) => protobufSample(METRICS, path));
    const nowMs = newestMs(bodies) + 1_000;
    dashboard = await startDashboard(() => nowMs);
    for (const body of bodies) await dashboard.ingest.send("metrics", body);
    const { groups } = await queryCaches(cachesParams.parse({ from: "now-1h" }), nowMs);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.key).toMatchObject({ service: "shop", cache: "", layer: "" });
    expect(groups[0]?.totals.hits).toBeCloseTo(80, 6);
    expect(groups[0]?.totals.misses).toBeCloseTo(20, 6);
    expect(groups[0]?.totals.hitRatio).toBeCloseTo(0.8, 9);
  });
});
