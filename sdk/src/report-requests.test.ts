import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type ReportOptions, reportRequests } from "./report-requests.ts";
import type { FinishedRequest } from "./request-outcome.ts";

type Received = { url: string | undefined; headers: IncomingHttpHeaders; body: unknown };
type Answer = { status: number; headers?: Record<string, string> } | "hang up";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that answers with each of `answers` in turn, then with the last one. */
async function receiver(...answers: Answer[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    received.push({ url: request.url, headers: request.headers, body: JSON.parse(text) });
    const answer = answers[Math.min(received.length, answers.length) - 1] ?? { status: 202 };
    if (answer === "hang up") request.socket.destroy();
    else response.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const reporter = (url: string, options: Partial<ReportOptions> = {}) =>
  reportRequests({ url, service: "shop", backoffMs: 1, ...options });

const finishedRequest = (overrides: Partial<FinishedRequest> = {}): FinishedRequest => ({
  method: "GET",
  route: "/users/:id",
  path: "/users/17",
  scheme: "http",
  protocolVersion: "1.1",
  statusCode: 200,
  durationMs: 12.34567,
  finishedAt: new Date("2026-03-01T10:00:00.250Z"),
  errorType: undefined,
  ...overrides,
});

describe("reportRequests", () => {
  it("posts what was finished, with the key and an idempotency key", async () => {
    const { received, url } = await receiver({ status: 202 });
    const { add, flush, stats } = reporter(`${url}/base/`, { key: "secret" });
    add(finishedRequest());
    add(finishedRequest({ route: undefined, statusCode: undefined, errorType: "aborted" }));
    await flush();
    expect(received).toHaveLength(1);
    expect(received[0]?.url).toBe("/base/api/v1/requests");
    expect(received[0]?.headers).toMatchObject({
      authorization: "Bearer secret",
      "content-type": "application/json",
      "idempotency-key": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const common = { service: "shop", method: "GET", duration: 12.346 };
    const timestamp = "2026-03-01T10:00:00.250Z";
    expect(received[0]?.body).toEqual([
      { ...common, endpoint: "/users/:id", statusCode: 200, timestamp },
      { ...common, endpoint: "/users/17", statusCode: 499, timestamp },
    ]);
    expect(stats()).toEqual({ accepted: 2, dropped: 0, queued: 0 });
  });

  it("sends by itself when a batch is full or the interval has passed", async () => {
    const { received, url } = await receiver({ status: 202 });
    const { add, flush } = reporter(url, { batchSize: 2, intervalMs: 20 });
    for (let i = 0; i < 3; i++) add(finishedRequest());
    await expect.poll(() => received.length).toBe(2);
    await flush();
    expect(received.map(({ body }) => (Array.isArray(body) ? body.length : 0))).toEqual([2, 1]);
    expect(new Set(received.map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  });

  it("repeats the same batch under the same key until it is accepted", async () => {
    const { received, url } = await receiver(
      { status: 503, headers: { "retry-after": "0" } },
      "hang up",
      { status: 429 },
      { status: 202 },
    );
    const { add, flush, stats } = reporter(url);
    add(finishedRequest());
    await flush();
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(new Set(received.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(stats()).toEqual({ accepted: 1, dropped: 0, queued: 0 });
  });

  it("waits as long as Retry-After says", async () => {
    const { url } = await receiver(
      { status: 503, headers: { "retry-after": "1" } },
      { status: 202 },
    );
    const { add, flush, stats } = reporter(url);
    add(finishedRequest());
    const startedMs = performance.now();
    await flush();
    expect(performance.now() - startedMs).toBeGreaterThan(990);
    expect(stats().accepted).toBe(1);
  });

  it.each([400, 401, 413, 500])("drops and counts a batch refused with %i", async (status) => {
    const { received, url } = await receiver({ status });
    const { add, flush, stats } = reporter(url);
    add(finishedRequest());
    await flush();
    expect(received).toHaveLength(1);
    expect(stats()).toEqual({ accepted: 0, dropped: 1, queued: 0 });
  });

  it("gives a batch up after its retries", async () => {
    const { received, url } = await receiver({ status: 503 });
    const { add, flush, stats } = reporter(url, { retries: 2 });
    add(finishedRequest());
    await flush();
    expect(received).toHaveLength(3);
    expect(stats().dropped).toBe(1);
  });

  it("holds a bounded number of requests and counts the rest", async () => {
    const { url } = await receiver({ status: 202 });
    const { add, flush, stats } = reporter(url, { queueSize: 3 });
    for (let i = 0; i < 5; i++) add(finishedRequest());
    expect(stats()).toEqual({ accepted: 0, dropped: 2, queued: 3 });
    await flush();
    expect(stats()).toEqual({ accepted: 3, dropped: 2, queued: 0 });
  });

  it("stops in time when Headroom is away, and counts what it could not send", async () => {
    const { add, shutdown, stats } = reporter("http://127.0.0.1:9", { backoffMs: 10_000 });
    add(finishedRequest());
    await shutdown(50);
    add(finishedRequest());
    expect(stats()).toEqual({ accepted: 0, dropped: 2, queued: 0 });
  });

  it("sends what is left on shutdown", async () => {
    const { url } = await receiver({ status: 202 });
    const { add, shutdown, stats } = reporter(url, { batchSize: 2 });
    for (let i = 0; i < 5; i++) add(finishedRequest());
    await shutdown();
    expect(stats()).toEqual({ accepted: 5, dropped: 0, queued: 0 });
  });

  it("refuses a wrong URL or an empty service at once", () => {
    expect(() => reporter("127.0.0.1:3000")).toThrow(TypeError);
    expect(() => reporter("ftp://x")).toThrow(TypeError);
    expect(() => reporter("http://x", { service: "" })).toThrow(TypeError);
  });
});
