import { beforeEach, describe, expect, it } from "vitest";
import { decodeStatus } from "@/lib/decode/export-response.ts";
import {
  type IngestAnswer,
  ingestRoute,
  otlpMethodNotAllowed,
  type WebIngest,
} from "./http-ingest.ts";

const KEY = "an-admin-key-of-some-length";
const MARK = "mark-of-this-process";
process.env.HEADROOM_ADMIN_KEY = KEY;
process.env.HEADROOM_INGEST_AUTH = "off";

let received: WebIngest[] = [];
let answer: () => Promise<IngestAnswer>;
beforeEach(() => {
  globalThis.headroomRemoteMark = MARK;
  received = [];
  refusals = [];
  answer = async () => ({
    status: 200,
    headers: { "content-type": "application/x-protobuf" },
    body: new Uint8Array([1, 2]),
  });
});

const send = (ingest: WebIngest) => {
  received.push(ingest);
  return answer();
};
let refusals: string[] = [];
const parts = {
  send,
  refused: (signal: string, reason: string) => {
    refusals.push(`${signal}: ${reason}`);
  },
};
const traces = ingestRoute("POST /v1/traces", "traces", parts);
const requests = ingestRoute("POST /api/v1/requests", "requests", parts);
const context = { params: Promise.resolve({}) };

const local = {
  host: "127.0.0.1:3000",
  "x-headroom-remote": `${MARK} 127.0.0.1 direct `,
  "content-type": "application/x-protobuf",
};

const post = (headers: Record<string, string>, body: BodyInit = new Uint8Array([9])) =>
  new Request("http://127.0.0.1:3000/v1/traces", { method: "POST", headers, body });

const statusOf = async (response: Response) =>
  decodeStatus(new Uint8Array(await response.arrayBuffer()));

describe("ingestRoute", () => {
  it("hands the bytes on as they came, and the answer back as it is", async () => {
    const headers = { ...local, "content-encoding": "gzip", "idempotency-key": "once" };
    const response = await traces(post(headers, new Uint8Array([31, 139, 0, 255])), context);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/x-protobuf");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      signal: "traces",
      contentType: "application/x-protobuf",
      contentEncoding: "gzip",
      keyId: "local",
      idempotencyKey: "once",
    });
    expect([...(received[0]?.body ?? [])]).toEqual([31, 139, 0, 255]);
  });

  const shut: [string, Record<string, string>, number, number][] = [
    ["a proxy on this machine", { "x-headroom-remote": `${MARK} 127.0.0.1 forwarded ` }, 401, 16],
    ["a neighbour", { "x-headroom-remote": `${MARK} 192.168.1.9 direct ` }, 401, 16],
    ["a forged note", { "x-headroom-remote": "guess 127.0.0.1 direct " }, 401, 16],
    ["a wrong key", { authorization: "Basic nonsense" }, 401, 16],
    ["DNS rebinding", { host: "evil.test" }, 403, 7],
    ["a foreign page", { origin: "https://evil.test" }, 403, 7],
  ];
  it.each(shut)("refuses %s before it reads the body", async (_, change, status, code) => {
    const response = await traces(post({ ...local, ...change }), context);
    expect(response.status).toBe(status);
    expect(await statusOf(response)).toMatchObject({ code });
    expect(received).toEqual([]);
  });

  it("takes a key from anywhere", async () => {
    const headers = { authorization: `Bearer ${KEY}`, host: "headroom.example.test" };
    expect((await traces(post(headers), context)).status).toBe(200);
    expect(received[0]?.keyId).toBe("admin-key");
  });

  it("refuses a long body, announced or not, without keeping it", async () => {
    const announced = await traces(post({ ...local, "content-length": "20971521" }), context);
    expect(announced.status).toBe(413);
    expect(await statusOf(announced)).toMatchObject({ code: 8 });
    const unannounced = await traces(post(local, new Uint8Array(20_971_521)), context);
    expect(unannounced.status).toBe(413);
    expect((await traces(post(local, new Uint8Array(20_971_520)), context)).status).toBe(200);
  });

  it("says when to come back while the database is away", async () => {
    answer = async () => {
      throw Object.assign(new Error("x"), { code: "ECONNREFUSED" });
    };
    const response = await traces(post(local), context);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await statusOf(response)).toMatchObject({ code: 14 });
  });

  it("lets an allowed page read even a refusal", async () => {
    const response = await traces(post({ ...local, origin: "http://localhost:5173" }), context);
    expect(response.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
    const wrong = { ...local, origin: "http://localhost:5173", authorization: "Basic x" };
    expect((await traces(post(wrong), context)).headers.get("access-control-allow-origin")).toBe(
      "http://localhost:5173",
    );
  });

  it("answers services without OpenTelemetry in our own JSON", async () => {
    const response = await requests(post({ ...local, host: "evil.test" }), context);
    expect(await response.json()).toMatchObject({ error: { code: "forbidden" } });
  });

  it("counts what the door refuses and what is too large, by signal and reason", async () => {
    await requests(post({ ...local, host: "evil.test" }), context);
    await traces(post({ ...local, "content-length": String(30 * 1024 * 1024) }), context);
    await traces(post(local), context);
    expect(refusals).toEqual([
      expect.stringMatching(/^requests: ./),
      expect.stringMatching(/^traces: HTTP 413$/),
    ]);
  });

  it("does not build for a route that the table does not open to telemetry", () => {
    expect(() => ingestRoute("GET /api/v1/services", "traces", parts)).toThrow();
  });
});

it("another method is told in the request's encoding", async () => {
  const request = new Request("http://127.0.0.1:3000/v1/traces", {
    headers: { "content-type": "application/json" },
  });
  const response = await otlpMethodNotAllowed(request, context);
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toContain("POST");
  expect(await response.json()).toMatchObject({ code: 12 });
});
