import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accidents, mutate } from "@/lib/decode/test-support/mutate.ts";
import { hasRealSamples, sample, samplesIn } from "@/lib/decode/test-support/real-samples.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { logBody, requestMetricsBody, traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";
import { startReceivers, type TestReceivers } from "./test-support/receivers.ts";

/** When the samples were captured, about: their spans are then within the acceptance window. */
const NOW_MS = hasRealSamples ? Date.now() : Date.UTC(2026, 10, 24, 12, 30);
const YEARS_MS = 20 * 365 * 86_400_000;

let database: TestDatabase;
let ingest: TestPipeline;
let receivers: TestReceivers;

beforeAll(async () => {
  forgetPartitions();
  database = await createTestDatabase();
  ingest = createTestPipeline(database.url, () => NOW_MS, { acceptPastMs: YEARS_MS });
  receivers = await startReceivers(ingest, () => NOW_MS);
});

afterAll(async () => {
  await receivers.stop();
  await ingest.stop();
  await database.drop();
});

type Given = { path: string; type: string; body: Uint8Array };

const PROTOBUF = "application/x-protobuf";
const own: Given[] = [
  {
    path: "/v1/traces",
    type: PROTOBUF,
    body: traceBody([{ startMs: NOW_MS - 1_000, durationMs: 5, traceState: "ot=th:8" }]),
  },
  {
    path: "/v1/metrics",
    type: PROTOBUF,
    body: requestMetricsBody([{ startMs: NOW_MS - 60_000, timeMs: NOW_MS, values: [0.1, 3] }]),
  },
  { path: "/v1/logs", type: PROTOBUF, body: logBody("hello", NOW_MS) },
];

const signalOf = (name: string) => /(traces|metrics|logs)/.exec(name)?.[1] ?? "traces";

function captured(): Given[] {
  if (!hasRealSamples) return [];
  const files = [
    ...samplesIn("sdk-capture/http-protobuf", ".pb.gz").slice(0, 12),
    ...samplesIn("sdk-capture/http-json", ".json")
      .filter((path) => /traces|metrics|logs/.test(path))
      .slice(0, 12),
    ...samplesIn("proto-examples", ".json").filter((path) => /trace|metrics|logs/.test(path)),
  ];
  return files.map((path) => ({
    path: `/v1/${signalOf(path.replace("trace.json", "traces.json"))}`,
    type: path.endsWith(".json") ? "application/json" : PROTOBUF,
    body: sample(path),
  }));
}

async function post({ path, type, body }: Given): Promise<number> {
  const answer = await fetch(`${receivers.httpUrl}${path}`, {
    method: "POST",
    headers: { "content-type": type },
    body: Buffer.from(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

test("mutated bodies are taken or refused, never 5xx, and a good stream beside them is whole", async () => {
  const given = [...own, ...captured()];
  let sent = 0;
  let running = true;
  const stream = async () => {
    while (running) {
      const body = traceBody([{ startMs: NOW_MS - 2_000, durationMs: 7 }], { service: "good" });
      expect(await post({ path: "/v1/traces", type: PROTOBUF, body })).toBe(200);
      sent++;
    }
  };
  const streaming = stream();
  await fc.assert(
    fc.asyncProperty(fc.nat(given.length - 1), accidents, async (which, list) => {
      const one = given[which] ?? own[0];
      if (one === undefined) return;
      const status = await post({ ...one, body: mutate(one.body, list) });
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 400, interruptAfterTimeLimit: 25_000 },
  );
  running = false;
  await streaming;
  expect(sent).toBeGreaterThan(10);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `SELECT sum(request_count) AS count FROM request_deltas
     JOIN request_series USING (series_id)
     WHERE service = 'good' AND source = 'spans'`,
  );
  await client.end();
  expect(rows[0]?.count).toBe(sent);
});
