import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { jsonToProtobuf } from "@/lib/decode/json-to-protobuf.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { logRows } from "./logs.ts";
import { type MetricRows, metricRows } from "./metrics.ts";
import { describeOrigin } from "./origin.ts";
import type { RowContext } from "./row-context.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Real bodies that other projects publish, kept beside this one; see their own list for the counts. */
const SAMPLES = process.env.HEADROOM_SAMPLES ?? join(ROOT, "..", "shared", "data", "otlp");

const METRICS = "ExportMetricsServiceRequest";
const LOGS = "ExportLogsServiceRequest";

/** The samples are from any year. */
const context: RowContext = {
  originOf: describeOrigin,
  acceptance: {
    acceptPastMs: Number.POSITIVE_INFINITY,
    acceptFutureMs: Number.POSITIVE_INFINITY,
    receivedMs: 0,
  },
};

const files = (folder: string, pattern: RegExp) =>
  readdirSync(join(SAMPLES, folder))
    .filter((name) => pattern.test(name))
    .sort()
    .map((name) => readFileSync(join(SAMPLES, folder, name)));

const metricsOfJson = (body: Buffer): MetricRows =>
  metricRows(readMessage(METRICS, jsonToProtobuf(METRICS, body)), context);

/** The newest value of each counter of a name, added up over its series. */
function lastSum(bodies: MetricRows[], name: string): number {
  const last = new Map<bigint, number>();
  for (const { series, points } of bodies) {
    const named = new Set(series.filter((row) => row.name === name).map((row) => row.seriesId));
    for (const { seriesId, value } of points) {
      if (named.has(seriesId)) last.set(seriesId, value ?? 0);
    }
  }
  return [...last.values()].reduce((sum, value) => sum + value, 0);
}

describe.skipIf(!existsSync(SAMPLES))("real bodies", () => {
  test("the specification's examples: 4 metrics with 4 points", () => {
    const [body] = files("proto-examples", /^metrics\.json$/);
    const rows = metricsOfJson(body ?? Buffer.alloc(0));
    expect(rows.rejected).toBe(0);
    expect(rows.points).toHaveLength(4);
    expect(rows.series.map(({ kind }) => kind)).toEqual([
      "sum",
      "gauge",
      "histogram",
      "exponential_histogram",
    ]);
  });

  test("the specification's examples: 1 log record, 1 event", () => {
    for (const body of files("proto-examples", /^(logs|events)\.json$/)) {
      const { logs, rejected } = logRows(readMessage(LOGS, jsonToProtobuf(LOGS, body)), context);
      expect(logs).toHaveLength(1);
      expect(rejected).toBe(0);
    }
  });

  test("a Collector's gauge: 2 points", () => {
    const [body] = files("hyperdx", /^metrics_gauge/);
    const { points } = metricsOfJson(body ?? Buffer.alloc(0));
    expect(points.map(({ value }) => value)).toEqual([21.5, 19.25]);
  });

  test("a Collector's logs: 76 records", () => {
    const records = files("hyperdx", /^(?!metrics_|traces_).*\.json$/).flatMap(
      (body) => logRows(readMessage(LOGS, jsonToProtobuf(LOGS, body)), context).logs,
    );
    expect(records).toHaveLength(76);
    expect(new Set(records.map(({ logId }) => logId)).size).toBe(76);
  });

  test("the Node SDK's counters: 80 hits and 20 misses in JSON, the same script in protobuf", () => {
    const json = files("sdk-capture/http-json", /metrics\.json$/).map(metricsOfJson);
    const protobuf = files("sdk-capture/http-protobuf", /metrics\.pb\.gz$/).map((body) =>
      metricRows(readMessage(METRICS, gunzipSync(body)), context),
    );
    for (const bodies of [json, protobuf]) {
      expect(bodies.map(({ rejected }) => rejected)).toEqual([0, 0, 0]);
      expect(lastSum(bodies, "cache.hits")).toBe(80);
      expect(lastSum(bodies, "cache.misses")).toBe(20);
    }
  });
});
