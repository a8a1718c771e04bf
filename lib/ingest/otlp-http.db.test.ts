import { Agent, request } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decodeStatus } from "@/lib/decode/export-response.ts";
import { readMessage } from "@/lib/decode/read-message.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { logBody, requestMetricsBody, traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";
import { startReceivers, type TestReceivers } from "./test-support/receivers.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const MIB = 1024 * 1024;
const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";
let database: TestDatabase;
let ingest: TestPipeline;
let receivers: TestReceivers;

beforeAll(async () => {
  forgetPartitions();
  database = await createTestDatabase();
  ingest = createTestPipeline(database.url, () => NOW_MS);
  receivers = await startReceivers(ingest, () => NOW_MS);
});

afterAll(async () => {
  await receivers.stop();
  await ingest.stop();
  await database.drop();
});

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let port = 0;
beforeEach(() => {
  port = 0;
});
afterEach(() => agent.destroy());

type Answer = { status: number; headers: Record<string, unknown>; body: Buffer };

/** Sends over one kept connection; `port` is that of our end of it. */
function send(given: {
  path?: string;
  method?: string;
  headers?: Record<string, string | number>;
  body?: Uint8Array;
}): Promise<Answer> {
  const { path = "/v1/traces", method = "POST", headers = {}, body } = given;
  return new Promise((resolve, reject) => {
    const sent = request(`${receivers.httpUrl}${path}`, { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      port = response.socket.localPort ?? 0;
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const protobuf = { "content-type": PROTOBUF };
const json = { "content-type": JSON_TYPE };
const good = () => traceBody([{ startMs: NOW_MS - 1_000, durationMs: 5 }]);
const text = (body: Buffer) => body.toString();

async function countSpans(): Promise<number> {
  const { rows } = await ingest.pool.query<{ n: string }>("SELECT count(*) AS n FROM spans");
  return Number(rows[0]?.n);
}

describe("success", () => {
  test.each([
    ["/v1/traces", () => good()],
    [
      "/v1/metrics",
      () => requestMetricsBody([{ startMs: NOW_MS - 9, timeMs: NOW_MS, values: [1] }]),
    ],
    ["/v1/logs", () => logBody("hello", NOW_MS)],
  ])("%s answers protobuf with an empty message", async (path, body) => {
    const answer = await send({ path, headers: protobuf, body: body() });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": PROTOBUF } });
    expect(answer.body).toHaveLength(0);
  });

  test("JSON is answered in JSON", async () => {
    const body = Buffer.from('{"resourceSpans":[]}');
    const answer = await send({ headers: { "content-type": `${JSON_TYPE}; charset=utf-8` }, body });
    expect(answer).toMatchObject({ status: 200, headers: { "content-type": JSON_TYPE } });
    expect(text(answer.body)).toBe("{}");
  });

  test("an empty request is a good one", async () => {
    for (const path of ["/v1/traces", "/v1/metrics", "/v1/logs"]) {
      expect((await send({ path, headers: protobuf, body: Buffer.alloc(0) })).status).toBe(200);
      expect((await send({ path, headers: json, body: Buffer.from("{}") })).status).toBe(200);
    }
  });

  test("gzip, its name in any case, and identity", async () => {
    const before = await countSpans();
    for (const encoding of ["gzip", "GZIP"]) {
      const headers = { ...protobuf, "content-encoding": encoding };
      expect((await send({ headers, body: gzipSync(good()) })).status).toBe(200);
    }
    const identity = { ...protobuf, "content-encoding": "identity" };
    expect((await send({ headers: identity, body: good() })).status).toBe(200);
    expect(await countSpans()).toBe(before + 3);
  });

  test("a partial success says how many and why, in both encodings", async () => {
    const old = NOW_MS - 86_400_000 - 2_000;
    const spans = [
      { startMs: NOW_MS - 1_000, durationMs: 5 },
      { startMs: old, durationMs: 5 },
      { startMs: old, durationMs: 5 },
      { startMs: NOW_MS, durationMs: 301_000 },
      { startMs: NOW_MS - 1_000, durationMs: 5, traceId: "0".repeat(32) },
    ];
    const answer = await send({ headers: protobuf, body: traceBody(spans) });
    expect(answer.status).toBe(200);
    const { partialSuccess } = readMessage("ExportTraceServiceResponse", answer.body);
    expect(partialSuccess?.rejectedSpans).toBe(4n);
    expect(partialSuccess?.errorMessage).toContain("2 spans: older than is accepted");
    expect(partialSuccess?.errorMessage).toContain("1 spans: later than is accepted");
    expect(partialSuccess?.errorMessage).toContain("1 spans: trace or span id");

    const span = { traceId: "1".repeat(32), spanId: "2".repeat(16), startTimeUnixNano: "1" };
    const body = Buffer.from(
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    );
    const inJson: unknown = JSON.parse(text((await send({ headers: json, body })).body));
    expect(inJson).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
  });
});

describe("refusals carry a Status in the request's encoding", () => {
  test.each([
    [400, 3, {}, Buffer.from("0affffff", "hex")],
    [400, 3, { headers: { "content-encoding": "gzip" } }, Buffer.from("not gzip")],
    [401, 16, { headers: { authorization: "Bearer wrong" } }, good()],
    [403, 7, { headers: { authorization: "Bearer viewer" } }, good()],
    [404, 5, { path: "/v1/profiles" }, good()],
    [405, 12, { method: "PUT" }, good()],
    [413, 3, { headers: { "content-encoding": "gzip" } }, gzipSync(Buffer.alloc(20 * MIB + 1))],
    [413, 3, {}, Buffer.alloc(20 * MIB + 1)],
    [503, 14, { headers: { authorization: "Bearer away" } }, good()],
  ] as const)("%i", async (status, code, given, body) => {
    for (const type of [PROTOBUF, JSON_TYPE]) {
      const headers = { ...("headers" in given ? given.headers : {}), "content-type": type };
      const answer = await send({ ...given, headers, body });
      expect(answer).toMatchObject({ status, headers: { "content-type": type } });
      const told =
        type === PROTOBUF ? decodeStatus(answer.body) : JSON.parse(text(answer.body) || "null");
      expect(told).toMatchObject({ code });
      expect(told.message).not.toBe("");
      if (status === 503) expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      if (status === 405) expect(answer.headers.allow).toBe("POST, OPTIONS");
    }
  });

  test("415 in JSON, for an unknown type and for none", async () => {
    for (const headers of [{ "content-type": "text/plain" }, {}]) {
      const answer = await send({ headers, body: good() });
      expect(answer).toMatchObject({ status: 415, headers: { "content-type": JSON_TYPE } });
      expect(JSON.parse(text(answer.body))).toMatchObject({ code: 3 });
    }
    const headers = { ...protobuf, "content-encoding": "br" };
    expect((await send({ headers, body: good() })).status).toBe(415);
  });

  test("JSON that is none, or of the wrong shape, is the sender's fault", async () => {
    for (const body of [
      "",
      "{",
      "[]",
      "null",
      '{"resourceSpans":7}',
      '{"resourceSpans":[{"scopeSpans":"x"}]}',
    ]) {
      const answer = await send({ headers: json, body: Buffer.from(body) });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });

  test("each is counted", async () => {
    await send({ headers: { "content-type": "text/plain" }, body: good() });
    const reasons = ingest.refusals.since().map(({ reason }) => reason);
    for (const reason of ["unknown content type", "malformed body", "key-invalid", "HTTP 413"]) {
      expect(reasons).toContain(reason);
    }
  });
});

describe("limits", () => {
  test("20 MiB are taken, before and after decompression", async () => {
    // Field 99, unknown and so skipped, fills the body to the limit exactly.
    const filler = 20 * MIB - 6;
    const head = [0x9a, 0x06, ...lengthOf(filler)];
    const body = Buffer.concat([Buffer.from(head), Buffer.alloc(20 * MIB - head.length)]);
    expect(body).toHaveLength(20 * MIB);
    expect((await send({ headers: protobuf, body })).status).toBe(200);
    const headers = { ...protobuf, "content-encoding": "gzip" };
    expect((await send({ headers, body: gzipSync(body) })).status).toBe(200);
  });

  test("gzip bombs cost bounded memory", async () => {
    const bomb = gzipSync(Buffer.alloc(400 * MIB), { level: 9 });
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 2);
    const headers = { ...protobuf, "content-encoding": "gzip" };
    for (let i = 0; i < 8; i++) expect((await send({ headers, body: bomb })).status).toBe(413);
    clearInterval(watch);
    expect(most - before).toBeLessThan(200 * MIB);
    expect(gunzipSync(gzipSync("alive")).toString()).toBe("alive");
  });
});

/** A varint of four bytes. */
const lengthOf = (length: number): number[] => [
  (length & 127) | 128,
  ((length >> 7) & 127) | 128,
  ((length >> 14) & 127) | 128,
  length >> 21,
];

describe("connections", () => {
  test("refusals do not end them", async () => {
    await send({ headers: protobuf, body: good() });
    const first = port;
    const body = Buffer.alloc(MIB, 7);
    for (const given of [
      { path: "/nowhere", headers: protobuf, body },
      { headers: { "content-type": "text/plain" }, body },
      { headers: { ...protobuf, authorization: "Bearer wrong" }, body },
      { method: "PUT", headers: protobuf, body },
      { headers: protobuf, body: Buffer.alloc(20 * MIB + 1) },
      { headers: protobuf, body: Buffer.from("0affffff", "hex") },
    ]) {
      expect((await send(given)).status).toBeGreaterThanOrEqual(400);
    }
    expect((await send({ headers: protobuf, body: good() })).status).toBe(200);
    expect(port).toBe(first);
  });

  test("a sender that breaks off within the body disturbs nobody", async () => {
    await new Promise<void>((resolve) => {
      const headers = { ...protobuf, "content-length": 1_000 };
      const sent = request(`${receivers.httpUrl}/v1/traces`, { method: "POST", headers });
      sent.on("error", () => resolve());
      sent.write(good());
      setTimeout(() => sent.destroy(new Error("gone")), 20);
    });
    expect((await send({ headers: protobuf, body: good() })).status).toBe(200);
  });
});

describe("browsers", () => {
  test("an allowed origin may ask and send", async () => {
    const origin = "http://localhost:5173";
    const preflight = await send({ method: "OPTIONS", headers: { origin } });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST, OPTIONS",
      },
    });
    const answer = await send({ headers: { ...protobuf, origin }, body: good() });
    expect(answer).toMatchObject({
      status: 200,
      headers: { "access-control-allow-origin": origin },
    });
  });

  test("a foreign page may not, and reads nothing", async () => {
    const headers = { ...protobuf, origin: "https://evil.example" };
    const answer = await send({ headers, body: good() });
    expect(answer.status).toBe(403);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  test("nor may what came through a proxy, or under a foreign name", async () => {
    const proxied = { ...protobuf, "x-forwarded-for": "203.0.113.5" };
    expect((await send({ headers: proxied, body: good() })).status).toBe(401);
    const rebound = { ...protobuf, host: "evil.example" };
    expect((await send({ headers: rebound, body: good() })).status).toBe(403);
    const withKey = { ...proxied, authorization: "Bearer good" };
    expect((await send({ headers: withKey, body: good() })).status).toBe(200);
  });
});
