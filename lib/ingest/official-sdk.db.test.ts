import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resources, tracing } from "@opentelemetry/sdk-node";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";
import { startReceivers, type TestReceivers } from "./test-support/receivers.ts";

let database: TestDatabase;
let ingest: TestPipeline;
let receivers: TestReceivers;

beforeAll(async () => {
  forgetPartitions();
  database = await createTestDatabase();
  ingest = createTestPipeline(database.url, Date.now);
  receivers = await startReceivers(ingest, Date.now);
});

afterAll(async () => {
  await receivers.stop();
  await ingest.stop();
  await database.drop();
});

const exporters = {
  "http/protobuf": () => new ProtobufExporter({ url: `${receivers.httpUrl}/v1/traces` }),
  "http/protobuf, gzip": () => {
    const url = `${receivers.httpUrl}/v1/traces`;
    return new ProtobufExporter({ url, compression: "gzip" as never });
  },
  "http/json": () => new JsonExporter({ url: `${receivers.httpUrl}/v1/traces` }),
  grpc: () => new GrpcExporter({ url: `http://${receivers.grpcAddress}` }),
  "grpc, gzip": () => {
    const url = `http://${receivers.grpcAddress}`;
    return new GrpcExporter({ url, compression: "gzip" as never });
  },
} as const;

test.each(Object.entries(exporters))("spans of the official SDK over %s", async (name, make) => {
  const service = `sdk ${name}`;
  const provider = new tracing.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new tracing.SimpleSpanProcessor(make())],
  });
  const tracer = provider.getTracer("test");
  for (let i = 0; i < 4; i++) {
    const attributes = {
      "http.route": "/orders/:id",
      "http.request.method": "GET",
      "http.response.status_code": i === 0 ? 500 : 200,
    };
    const span = tracer.startSpan("GET /orders/:id", { kind: SpanKind.SERVER, attributes });
    expect(span.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
    if (i === 1) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
  await provider.forceFlush();
  await provider.shutdown();

  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ status: string; count: number; errors: number }>(
    `SELECT status, sum(request_count) AS count, sum(error_count) AS errors
     FROM request_deltas
     JOIN request_series USING (series_id)
     WHERE service = $1 AND source = 'spans' AND route = '/orders/:id' AND method = 'GET'
     GROUP BY status ORDER BY status`,
    [service],
  );
  await client.end();
  expect(rows).toEqual([
    { status: "200", count: 3, errors: 1 },
    { status: "500", count: 1, errors: 1 },
  ]);
});
