import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);

let database: TestDatabase;
let ingest: TestPipeline;

beforeEach(async () => {
  database = await createTestDatabase();
  ingest = createTestPipeline(database.url, () => NOW_MS);
});

afterEach(async () => {
  await ingest.stop();
  await database.drop();
});

const request = (service: string, endpoint: string) =>
  Buffer.from(
    JSON.stringify([
      {
        service,
        endpoint,
        method: "GET",
        statusCode: 200,
        duration: 12,
        timestamp: new Date(NOW_MS - 1_000).toISOString(),
      },
    ]),
  );

const good = () => traceBody([{ startMs: NOW_MS - 1_000, durationMs: 5 }]);

test.each([
  ["service", request("a\0b", "/x")],
  ["endpoint", request("shop", "/x/{id}\0")],
])("a NUL in a plain request's %s disturbs nobody", async (_, body) => {
  expect((await ingest.send("requests", body)).kind).not.toBe("unavailable");
  expect(await ingest.send("traces", good())).toMatchObject({ kind: "accepted", rejected: 0 });
});

test("a NUL in an RPC status disturbs nobody", async () => {
  const attributes = { "rpc.service": "Shop", "rpc.method": "Pay", "rpc.grpc.status_code": "O\0K" };
  const body = traceBody([{ startMs: NOW_MS - 1_000, durationMs: 5, attributes }]);
  expect(await ingest.send("traces", body)).toMatchObject({ kind: "accepted", rejected: 0 });
  expect(await ingest.send("traces", good())).toMatchObject({ kind: "accepted", rejected: 0 });
});
