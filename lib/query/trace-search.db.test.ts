import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ParameterError } from "@/lib/contract/time.ts";
import { traceAttributesParams, traceAttributesResponse } from "@/lib/contract/trace-attributes.ts";
import { linkingSpansResponse, tracesParams, tracesResponse } from "@/lib/contract/traces.ts";
import { writeMessage } from "@/lib/decode/write-message.ts";
import { resourceOf, type Sender } from "@/lib/ingest/test-support/bodies.ts";
import { mergeAttributeRows } from "@/lib/store/span-attribute-merge.ts";
import { queryLinkingSpans } from "./linking-spans.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import {
  type GivenMessage,
  spanIdOf,
  traceIdOf,
  traceMessage,
} from "./test-support/trace-messages.ts";
import { queryTraceAttributes } from "./trace-attributes.ts";
import { queryTraces } from "./traces.ts";

const NOW_MS = Date.parse("2026-11-24T12:00:00Z");

let dashboard: TestDashboard;

const send = (spans: GivenMessage[], sender: Sender) =>
  dashboard.ingest.send(
    "traces",
    writeMessage("ExportTraceServiceRequest", {
      resourceSpans: [
        {
          resource: resourceOf(sender),
          scopeSpans: [{ spans: spans.map((span) => traceMessage(span, NOW_MS)) }],
        },
      ],
    }),
  );

const route = { "http.route": "/pay", "http.request.method": "POST" };

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  // a: a failing payment whose database call carries what is searched for.
  await send(
    [
      {
        trace: "a",
        span: "1",
        agoMs: 60_000,
        ms: 300,
        kind: 2,
        name: "POST /pay",
        isError: true,
        attributes: route,
      },
      {
        trace: "a",
        span: "2",
        parent: "1",
        agoMs: 59_900,
        ms: 150,
        kind: 3,
        name: "SELECT users",
        attributes: {
          "db.system.name": "postgresql",
          "db.response.rows": 32,
          retried: true,
          ratio: 0.25,
          tags: ["hot", "eu"],
        },
        event: { "exception.type": "TimeoutError" },
      },
    ],
    { service: "pay", version: "1.0" },
  );
  // b: the same call ten minutes earlier; its request answered 503, sent as a text, which is an error.
  await send(
    [
      {
        trace: "b",
        span: "3",
        agoMs: 600_000,
        ms: 40,
        kind: 2,
        name: "POST /pay",
        attributes: { ...route, "http.response.status_code": "503" },
      },
      {
        trace: "b",
        span: "4",
        parent: "3",
        agoMs: 599_990,
        ms: 5,
        kind: 3,
        name: "SELECT orders",
        attributes: { "db.system.name": "postgresql", "db.response.rows": 2 },
      },
    ],
    { service: "pay", version: "2.0" },
  );
  // c: no request at all: a job, after b, to which it links.
  await send(
    [
      {
        trace: "c",
        span: "5",
        agoMs: 500_000,
        ms: 900,
        kind: 5,
        name: "consume mail",
        attributes: { "http.response.status_code": 503 },
        linkTo: "b",
      },
    ],
    { service: "mailer", version: "2.0" },
  );
});

afterAll(() => dashboard.stop());

async function ask(given: Record<string, unknown>) {
  const range = { from: String(NOW_MS - 3_600_000), to: String(NOW_MS) };
  return tracesResponse.parse(
    await queryTraces(tracesParams.parse({ ...range, ...given }), NOW_MS),
  );
}

const found = async (search: string, given: Record<string, unknown> = {}) =>
  (await ask({ search, ...given })).traces.map((row) => row.traceId.slice(0, 1)).join("");

describe("traces are found", () => {
  test.each([
    ["by a text attribute of any span", "db.system.name=postgresql", "ab"],
    ["by a number, sent as number or text", "http.response.status_code=503", "cb"],
    ["by a flag", "retried=true", "a"],
    ["by a fraction", "ratio=0.25", "a"],
    ["by an item of a list", "tags=eu", "a"],
    ["by an attribute of an event", "exception.type=TimeoutError", "a"],
    ["by an attribute of the resource", "service.version=2.0", "cb"],
    ["by resource and span together", "service.version=2.0 db.system.name=postgresql", "b"],
    ["by a comparison", "db.response.rows>10", "a"],
    ["by a comparison with text values", "http.response.status_code>=500", "cb"],
    ["by what it is not", "db.response.rows!=32", "b"],
    ["by presence", "db.response.rows=*", "ab"],
    ["by two conditions of one span", "db.system.name=postgresql db.response.rows<5", "b"],
    ["not by conditions of two spans", "db.system.name=postgresql http.route=/pay", ""],
    ["by a part of a span's name", "select", "ab"],
    ["by the name exactly", 'name="SELECT users"', "a"],
    ["by the duration of any span", "duration>100ms kind=client", "a"],
    ["by kind", "kind=consumer", "c"],
    ["by status", "status=error", "ab"],
    ["by a service of any span", "service=mailer", "c"],
    ["by all services but one", "service!=pay", "c"],
    ["not by a value that none has", "db.system.name=mysql", ""],
    ["not by a name that none has", "nothing=*", ""],
  ])("%s", async (_, search, expected) => {
    expect(await found(search)).toBe(expected);
  });

  test("told by their request, with the span that matches", async () => {
    const { traces, total, searchedFrom } = await ask({ search: "retried=true" });
    expect(traces).toMatchObject([
      {
        spanId: spanIdOf("1"),
        name: "POST /pay",
        spanCount: 2,
        match: { spanId: spanIdOf("2"), name: "SELECT users" },
      },
    ]);
    expect([total, searchedFrom]).toEqual([null, null]);
  });

  test("within what the other filters say of their request", async () => {
    expect(await found("db.system.name=postgresql", { minMs: 100 })).toBe("a");
    expect(await found("db.system.name=postgresql", { status: "ok" })).toBe("");
    expect(await found("db.system.name=postgresql", { maxMs: 100 })).toBe("b");
    expect(await found("db.system.name=postgresql", { service: "mailer" })).toBe("");
    expect(await found("http.response.status_code=503", { route: "/pay" })).toBe("b");
  });

  test("only where a matching span lies in the range", async () => {
    expect(await found("db.system.name=postgresql", { from: String(NOW_MS - 300_000) })).toBe("a");
    expect(await found("db.system.name=postgresql", { to: String(NOW_MS - 300_000) })).toBe("b");
  });

  test("slowest first when asked", async () => {
    expect(await found("http.response.status_code>1", { sort: "slowest" })).toBe("cb");
    const all = await ask({ sort: "slowest" });
    expect(all.traces.map((row) => row.durationMs)).toEqual([300, 40]);
    expect(all.total).toEqual({ count: 2, isExact: true });
  });

  test("a page at a time, each once", async () => {
    const search = "db.response.rows>0";
    const first = await ask({ search, limit: 1 });
    const second = await ask({ search, limit: 1, cursor: first.cursor });
    const third = await ask({ search, limit: 1, cursor: second.cursor });
    expect([first, second, third].map((page) => page.traces.map((row) => row.traceId[0]))).toEqual([
      ["a"],
      ["b"],
      [],
    ]);
    expect(third.cursor).toBeNull();
  });

  test("or the search is refused where it is wrong", async () => {
    await expect(ask({ search: "a=1 b=" })).rejects.toThrow(ParameterError);
  });
});

describe("attributes are offered", () => {
  const offered = async (given: Record<string, unknown>) => {
    const range = { from: String(NOW_MS - 3_600_000), to: String(NOW_MS) };
    const params = traceAttributesParams.parse({ ...range, ...given });
    return traceAttributesResponse.parse(await queryTraceAttributes(params, NOW_MS));
  };

  test("by name, the most frequent first, also those of events and resources", async () => {
    const { names, sampledSpans, values } = await offered({});
    expect(sampledSpans).toBe(4);
    expect(values).toEqual([]);
    expect(names.slice(0, 2)).toEqual([
      { name: "service.name", spanCount: 4 },
      { name: "service.version", spanCount: 4 },
    ]);
    expect(names).toContainEqual({ name: "exception.type", spanCount: 1 });
    expect((await offered({ prefix: "db." })).names).toEqual([
      { name: "db.response.rows", spanCount: 2 },
      { name: "db.system.name", spanCount: 2 },
    ]);
  });

  test("by value, as a search writes them", async () => {
    const { values } = await offered({ name: "db.response.rows" });
    expect(values.map(({ value }) => value).sort()).toEqual(["2", "32"]);
    expect((await offered({ name: "tags", prefix: "EU" })).values).toEqual([
      { value: "eu", spanCount: 1 },
    ]);
  });
});

test("spans of other traces that link to a trace are found", async () => {
  const { spans } = linkingSpansResponse.parse(await queryLinkingSpans(traceIdOf("a"), NOW_MS));
  expect(spans).toEqual([]);
  const { spans: linking } = await queryLinkingSpans(traceIdOf("b"), NOW_MS);
  expect(linking).toMatchObject([
    { traceId: traceIdOf("c"), spanId: spanIdOf("5"), name: "consume mail", service: "mailer" },
  ]);
  expect(await queryLinkingSpans(traceIdOf("f"), NOW_MS)).toEqual({ spans: [] });
});

test("everything is found as before when the rows of the summary are merged", async () => {
  const { pool } = dashboard.ingest;
  const count = async () =>
    (await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM span_attributes")).rows[0]?.n;
  // A second transaction in a's ten seconds makes a second row for them.
  await send(
    [{ trace: "d", span: "6", agoMs: 59_500, ms: 1, attributes: { "only.here": "yes" } }],
    { service: "pay" },
  );
  const before = (await count()) ?? 0;
  const later = { nowMs: NOW_MS + 180_000, lookBackSeconds: 600 };
  await mergeAttributeRows(pool, later);
  expect(await count()).toBe(before - 1);
  await mergeAttributeRows(pool, later);
  expect(await count()).toBe(before - 1);
  expect(await found("only.here=yes")).toBe("d");
  expect(await found("retried=true")).toBe("a");
});
