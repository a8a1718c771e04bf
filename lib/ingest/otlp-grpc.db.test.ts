import { gzipSync } from "node:zlib";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeStatus } from "@/lib/decode/export-response.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { logBody, requestMetricsBody, traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";
import { startReceivers, type TestReceivers } from "./test-support/receivers.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const MIB = 1024 * 1024;
const PATHS = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
} as const;

let database: TestDatabase;
let ingest: TestPipeline;
let receivers: TestReceivers;
let client: Client;

beforeAll(async () => {
  forgetPartitions();
  database = await createTestDatabase();
  ingest = createTestPipeline(database.url, () => NOW_MS);
  receivers = await startReceivers(ingest, () => NOW_MS);
  client = new Client(receivers.grpcAddress, credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
  });
});

afterAll(async () => {
  client.close();
  await receivers.stop();
  await ingest.stop();
  await database.drop();
});

type Called = { kind: "ok"; body: Buffer } | { kind: "error"; error: ServiceError };

function call(
  signal: keyof typeof PATHS,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Promise<Called> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const raw = (bytes: Buffer) => bytes;
  return new Promise((resolve) => {
    client.makeUnaryRequest(PATHS[signal], raw, raw, Buffer.from(body), metadata, (error, answer) =>
      resolve(error ? { kind: "error", error } : { kind: "ok", body: answer ?? Buffer.alloc(0) }),
    );
  });
}

const codeOf = (called: Called) => (called.kind === "error" ? called.error.code : status.OK);
const good = () => traceBody([{ startMs: NOW_MS - 1_000, durationMs: 5 }]);

describe("success", () => {
  test("each signal answers an empty message", async () => {
    const metrics = requestMetricsBody([{ startMs: NOW_MS - 9, timeMs: NOW_MS, values: [1] }]);
    for (const [signal, body] of [
      ["traces", good()],
      ["metrics", metrics],
      ["logs", logBody("hello", NOW_MS)],
      ["traces", Buffer.alloc(0)],
    ] as const) {
      expect(await call(signal, body)).toEqual({ kind: "ok", body: Buffer.alloc(0) });
    }
  });

  test("a partial success says how many and why", async () => {
    const spans = [
      { startMs: NOW_MS, durationMs: 1 },
      { startMs: 1_000, durationMs: 1 },
    ];
    const called = await call("traces", traceBody(spans));
    const body = called.kind === "ok" ? called.body : Buffer.alloc(0);
    const { partialSuccess } = readMessage("ExportTraceServiceResponse", body);
    expect(partialSuccess?.rejectedSpans).toBe(1n);
    expect(partialSuccess?.errorMessage).toContain("older");
  });

  test("what came over HTTP is a replay over gRPC: the same bytes, signal and key", async () => {
    const body = good();
    const before = ingest.replays();
    await fetch(`${receivers.httpUrl}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: Buffer.from(body),
    });
    await call("traces", body);
    expect(ingest.replays()).toBe(before + 1);
  });

  test("more than 4 MiB in one message", async () => {
    const names = { name: "x".repeat(5 * MIB), startMs: NOW_MS, durationMs: 1 };
    expect(codeOf(await call("traces", traceBody([names])))).toBe(status.OK);
  });
});

describe("refusals", () => {
  test("bad data is INVALID_ARGUMENT", async () => {
    expect(codeOf(await call("traces", Buffer.from("0affffff", "hex")))).toBe(
      status.INVALID_ARGUMENT,
    );
  });

  test("a wrong key is UNAUTHENTICATED, one without the right PERMISSION_DENIED", async () => {
    const as = (key: string) => call("traces", good(), { authorization: `Bearer ${key}` });
    expect(codeOf(await as("wrong"))).toBe(status.UNAUTHENTICATED);
    expect(codeOf(await as("viewer"))).toBe(status.PERMISSION_DENIED);
    expect(codeOf(await as("good"))).toBe(status.OK);
    expect(codeOf(await call("traces", good(), { "x-forwarded-for": "203.0.113.5" }))).toBe(
      status.UNAUTHENTICATED,
    );
  });

  test("a message over 20 MiB is RESOURCE_EXHAUSTED, and the connection goes on", async () => {
    const large = { name: "x".repeat(20 * MIB), startMs: NOW_MS, durationMs: 1 };
    expect(codeOf(await call("traces", traceBody([large])))).toBe(status.RESOURCE_EXHAUSTED);
    expect(codeOf(await call("traces", good()))).toBe(status.OK);
  });

  test("trouble and overload are UNAVAILABLE with a RetryInfo", async () => {
    const trouble = await call("traces", good(), { authorization: "Bearer away" });
    const stopped = createTestPipeline(database.url, () => NOW_MS);
    const other = await startReceivers(stopped, () => NOW_MS);
    await stopped.pipeline.stop();
    const kept = client;
    client = new Client(other.grpcAddress, credentials.createInsecure());
    const overload = await call("traces", good());
    client.close();
    client = kept;
    await other.stop();
    await stopped.stop();
    for (const called of [trouble, overload]) {
      expect(codeOf(called)).toBe(status.UNAVAILABLE);
      const details =
        called.kind === "error" ? called.error.metadata.get("grpc-status-details-bin")[0] : "";
      const told = decodeStatus(Buffer.from(details ?? ""));
      expect(told.code).toBe(status.UNAVAILABLE);
      expect(told.retryDelayMs).toBeGreaterThan(0);
    }
  });

  test("a bomb in a compressed message costs bounded memory", async () => {
    const before = process.memoryUsage().rss;
    expect(await sendCompressed(gzipSync(Buffer.alloc(400 * MIB)))).toBe(status.RESOURCE_EXHAUSTED);
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * MIB);
    expect(codeOf(await call("traces", good()))).toBe(status.OK);
  });
});

/** One call of HTTP/2 with a compressed message, as no client library lets us make it; answers grpc-status. */
async function sendCompressed(message: Buffer): Promise<number> {
  const { connect } = await import("node:http2");
  const session = connect(`http://${receivers.grpcAddress}`);
  const head = Buffer.alloc(5);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(message.length, 1);
  const found = await new Promise<number>((resolve, reject) => {
    const stream = session.request({
      ":method": "POST",
      ":path": PATHS.traces,
      "content-type": "application/grpc",
      "grpc-encoding": "gzip",
      te: "trailers",
    });
    const told = (headers: Record<string, unknown>) => {
      if (headers["grpc-status"] !== undefined) resolve(Number(headers["grpc-status"]));
    };
    stream.on("response", told).on("trailers", told).on("error", reject).resume();
    stream.end(Buffer.concat([head, message]));
  });
  session.close();
  return found;
}
