import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serviceId } from "@/lib/aggregate/service-id.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { traceResponse, tracesParams, tracesResponse } from "@/lib/contract/traces.ts";
import { writeMessage } from "@/lib/decode/write-message.ts";
import { closePools } from "@/lib/platform/db.ts";
import { registerOrigins } from "@/lib/store/origins.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { type GivenSpan, insertSpans } from "@/lib/store/testing-spans.ts";
import { queryTrace, queryTraces } from "./traces.ts";

/** 2026-11-24 05:59:50 UTC: the traces lie on both sides of a partition's edge at 06:00. */
const START_MS = 1_795_499_990_000;
const NOW_MS = START_MS + 60_000;
const A = "0af7651916cd43dd8448eb211c80319c";
const B = "1af7651916cd43dd8448eb211c80319c";
const C = "2af7651916cd43dd8448eb211c80319c";
const D = "3af7651916cd43dd8448eb211c80319c";

const SERVICES = {
  gateway: { namespace: "shop", service: "gateway", environment: "production" },
  orders: { namespace: "shop", service: "orders", environment: "production" },
  users: { namespace: "shop", service: "users", environment: "production" },
  staging: { namespace: "shop", service: "orders", environment: "staging" },
} as const;
type Who = keyof typeof SERVICES;
const ORIGIN_IDS: Record<Who, bigint> = { gateway: 901n, orders: 902n, users: 903n, staging: 904n };

const ns = (ms: number) => BigInt(START_MS) * 1_000_000n + BigInt(ms * 1e6);

type Given = Pick<GivenSpan, "traceId" | "spanId"> &
  Partial<GivenSpan> & { who: Who; atMs: number; ms: number };

const span = ({ who, atMs, ms, ...given }: Given): GivenSpan => ({
  startNs: ns(atMs),
  durationNs: BigInt(ms * 1e6),
  originId: ORIGIN_IDS[who],
  serviceId: serviceId(SERVICES[who]),
  ...given,
});

const request = (given: Given, route: string, method = "GET"): GivenSpan =>
  span({
    kind: 2,
    isRequest: true,
    status: "200",
    name: `${method} ${route}`,
    route,
    method,
    ...given,
  });

const id = (digit: string) => digit.repeat(16);
const PAYLOAD = writeMessage("Span", {
  name: "POST /orders",
  status: { code: 2, message: "card refused" },
  attributes: [{ key: "http.response.status_code", value: { intValue: 500n } }],
  events: [
    {
      name: "exception",
      timeUnixNano: ns(60) + 5n,
      attributes: [{ key: "exception.type", value: { stringValue: "CardError" } }],
    },
  ],
  links: [{ traceId: Buffer.from(B, "hex"), spanId: Buffer.from(id("b"), "hex") }],
});

const SPANS = [
  request(
    { who: "gateway", traceId: A, spanId: id("1"), atMs: 0, ms: 300, isError: true, status: "500" },
    "/checkout",
  ),
  span({
    who: "gateway",
    traceId: A,
    spanId: id("2"),
    parentSpanId: id("1"),
    atMs: 10,
    ms: 280,
    kind: 3,
  }),
  request(
    {
      who: "orders",
      traceId: A,
      spanId: id("f"),
      parentSpanId: id("2"),
      atMs: 20,
      ms: 250,
      isError: true,
      status: "500",
      payload: PAYLOAD,
    },
    "/orders",
    "POST",
  ),
  span({
    who: "orders",
    traceId: A,
    spanId: id("4"),
    parentSpanId: id("f"),
    atMs: 30,
    ms: 200,
    kind: 1,
  }),
  request(
    { who: "users", traceId: A, spanId: id("5"), parentSpanId: id("4"), atMs: 40, ms: 20 },
    "/users/:id",
  ),
  request({ who: "gateway", traceId: B, spanId: id("b"), atMs: 10_000, ms: 12.5 }, "/"),
  request(
    { who: "staging", traceId: C, spanId: id("c"), parentSpanId: id("9"), atMs: 20_000, ms: 900 },
    "/orders",
    "POST",
  ),
  request({ who: "gateway", traceId: D, spanId: id("d"), atMs: 30_000, ms: 100 }, "/checkout"),
  request(
    { who: "orders", traceId: D, spanId: id("6"), parentSpanId: id("d"), atMs: 30_010, ms: 30 },
    "/orders",
    "POST",
  ),
  request(
    { who: "orders", traceId: D, spanId: id("7"), parentSpanId: id("d"), atMs: 30_050, ms: 40 },
    "/orders",
    "POST",
  ),
];

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  pool = new pg.Pool({ connectionString: database.url });
  const client = await pool.connect();
  await registerOrigins(
    client,
    (Object.keys(ORIGIN_IDS) as Who[]).map((who) => ({
      ...SERVICES[who],
      originId: ORIGIN_IDS[who],
      instance: "",
      version: "",
      resource: JSON.stringify({ "service.name": SERVICES[who].service }),
      scopeName: "http",
      scopeVersion: "",
      registeredMs: 0,
    })),
  );
  client.release();
  await insertSpans(pool, SPANS);
  await pool.query(
    "INSERT INTO kept_shares VALUES ($1, 1, 100, 4, 1), ($2, 1, 60, 6, 1), ($3, 1, 7, 7, 1)",
    [START_MS / 1_000, START_MS / 1_000 + 50, START_MS / 1_000 + 60],
  );
});

afterAll(async () => {
  await closePools();
  await pool.end();
  await database.drop();
});

async function ask(given: Record<string, unknown>) {
  const range = { from: String(START_MS), to: String(NOW_MS) };
  const answer = await queryTraces(tracesParams.parse({ ...range, ...given }), NOW_MS);
  return tracesResponse.parse(answer);
}

/** Span ids of the rows, one digit for each. */
const rowsOf = async (given: Record<string, unknown>) =>
  (await ask(given)).traces.map((row) => row.spanId.slice(0, 1)).join("");

describe("traces", () => {
  test("one row a trace, newest first, with the totals of the whole trace", async () => {
    const { traces, cursor, kept } = await ask({});
    expect(traces.map((row) => row.traceId)).toEqual([D, C, B, A]);
    expect(cursor).toBeNull();
    expect(kept).toEqual({ receivedSpans: 160, keptSpans: 10 });
    expect(traces[3]).toEqual({
      traceId: A,
      spanId: id("1"),
      at: "2026-11-24T05:59:50.000Z",
      durationMs: 300,
      service: "gateway",
      namespace: "shop",
      environment: "production",
      name: "GET /checkout",
      route: "/checkout",
      method: "GET",
      statusCode: "500",
      error: true,
      spanCount: 5,
      errorCount: 2,
      services: ["gateway", "orders", "users"],
      match: null,
    });
  });

  test.each([
    ["a service: every request to it", { service: "orders" }, "76cf"],
    ["a service in one environment", { service: "orders", environment: "production" }, "76f"],
    ["several services", { service: ["users", "gateway"] }, "db51"],
    ["an environment", { environment: "staging" }, "c"],
    ["a namespace", { namespace: "other" }, ""],
    ["an unknown service", { service: "nobody" }, ""],
    ["a route: a trace by its earliest match", { route: "/orders" }, "6cf"],
    ["a method", { method: "POST" }, "6cf"],
    ["a shortest duration, inclusive", { minMs: 100 }, "dc1"],
    ["a longest duration, inclusive", { maxMs: 12.5 }, "b"],
    ["a duration between", { minMs: 20, maxMs: 30 }, "65"],
    ["errors", { status: "error" }, "1"],
    ["what is no error", { status: "ok" }, "dcb5"],
    ["a range, to exclusive", { to: String(START_MS + 20_000) }, "b1"],
    ["a range, from inclusive", { from: String(START_MS + 20_000) }, "dc"],
  ])("are narrowed down by %s", async (_, given, expected) => {
    expect(await rowsOf(given)).toBe(expected);
  });

  test.each([
    [{}, 1, ["d", "c", "b", "1"]],
    [{}, 3, ["dcb", "1"]],
    [{}, 4, ["dcb1"]],
    [{ service: "orders" }, 3, ["76c", "f"]],
    [{ service: "orders", route: "/orders" }, 2, ["76", "cf"]],
  ])("of %j come in pages of %d without a gap or a repeat", async (given, limit, expected) => {
    const pages: string[] = [];
    let cursor: string | null | undefined;
    do {
      const answer = await ask({ ...given, limit, ...(cursor && { cursor }) });
      pages.push(answer.traces.map((row) => row.spanId.slice(0, 1)).join(""));
      cursor = answer.cursor;
    } while (cursor);
    expect(pages).toEqual(expected);
  });

  test.each(["nonsense", "1.2", `${"9".repeat(19)}.${A}.${id("1")}`])(
    "refuse the cursor %s",
    async (cursor) => {
      await expect(ask({ cursor })).rejects.toThrow(ParameterError);
    },
  );
});

describe("one trace", () => {
  test("has its spans by start, decoded", async () => {
    const trace = traceResponse.parse(await queryTrace(A.toUpperCase()));
    expect(trace).toMatchObject({
      traceId: A,
      at: "2026-11-24T05:59:50.000Z",
      durationMs: 300,
      complete: true,
    });
    expect(trace.spans.map((row) => row.spanId.slice(0, 1)).join("")).toBe("12f45");
    expect(trace.spans.map((row) => row.kind)).toEqual([
      "server",
      "client",
      "server",
      "internal",
      "server",
    ]);
    expect(trace.spans[2]).toEqual({
      spanId: id("f"),
      parentSpanId: id("2"),
      name: "POST /orders",
      kind: "server",
      service: "orders",
      namespace: "shop",
      environment: "production",
      scope: "http",
      at: "2026-11-24T05:59:50.020Z",
      offsetNs: 20_000_000,
      durationMs: 250,
      status: "error",
      statusMessage: "card refused",
      error: true,
      attributes: { "http.response.status_code": 500 },
      resource: { "service.name": "orders" },
      events: [
        {
          at: "2026-11-24T05:59:50.060Z",
          offsetNs: 60_000_005,
          name: "exception",
          attributes: { "exception.type": "CardError" },
        },
      ],
      links: [{ traceId: B, spanId: id("b"), attributes: {} }],
    });
  });

  test("is incomplete when a parent is missing", async () => {
    expect(await queryTrace(C)).toMatchObject({ complete: false, durationMs: 900 });
    expect(await queryTrace(D)).toMatchObject({ complete: true });
  });

  test("that is not kept is null", async () => {
    expect(await queryTrace("f".repeat(32))).toBeNull();
  });
});
