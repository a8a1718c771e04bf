import { beforeEach, describe, expect, test } from "vitest";
import { SpanReader } from "@/lib/decode/span-reader.ts";
import { type GivenSpan, type Sender, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { decodeDistribution } from "./distribution.ts";
import { sketchIndex } from "./latency-sketch.ts";
import { OperationAggregator } from "./operation-aggregator.ts";
import { OperationGroup } from "./operation-group.ts";
import { OperationSeriesRegistry } from "./operation-series.ts";
import { OriginCache } from "./origin-cache.ts";
import type { RequestCell } from "./request-cell.ts";
import { RequestGroup } from "./request-group.ts";
import { RequestSeriesRegistry } from "./request-series.ts";
import { SpanAggregator, VERDICT } from "./span-aggregator.ts";
import { UserAggregator } from "./user-aggregator.ts";
import { UserGroup } from "./user-group.ts";

/** 2026-11-24 12:00:00 UTC. */
const BASE_MS = 1_795_521_600_000;
const RECEIVED_MS = BASE_MS + 60_000;

let reader: SpanReader;
let aggregator: SpanAggregator;
let group: RequestGroup;

beforeEach(() => {
  reader = new SpanReader();
  const registry = new RequestSeriesRegistry(1_000, () => undefined);
  const operations = new OperationAggregator(
    new OperationSeriesRegistry(1_000, () => undefined),
    7,
  );
  const acceptance = { acceptPastMs: 86_400_000, acceptFutureMs: 300_000 };
  const others = { operations, users: new UserAggregator("key") };
  aggregator = new SpanAggregator(reader, new OriginCache(), registry, acceptance, others);
  group = new RequestGroup(registry, RECEIVED_MS);
});

const add = (spans: GivenSpan[], sender: Sender = {}) =>
  aggregator.add(
    reader.read(traceBody(spans, sender)),
    { requests: group, operations: new OperationGroup(), users: new UserGroup() },
    RECEIVED_MS,
  );

const requests = (): RequestCell[] =>
  [...group.all()].filter(({ series }) => series.source === "spans");
const span = (given: Partial<GivenSpan> = {}): GivenSpan => ({
  startMs: BASE_MS,
  durationMs: 100,
  ...given,
});

describe("a request", () => {
  test("belongs to the bucket of its start, to the nanosecond", () => {
    add([
      span({ startMs: BASE_MS - 0.000_001 * 1_000, durationMs: 60_000 }),
      span({ startMs: BASE_MS }),
      span({ startMs: BASE_MS + 9_999.999 }),
      span({ startMs: BASE_MS + 10_000 }),
    ]);
    const counts = requests().map(({ bucket, count }) => [bucket - BASE_MS / 1000, count]);
    expect(counts).toEqual([
      [-10, 1],
      [0, 2],
      [10, 1],
    ]);
  });

  test("counts with the weight of its sampling, in count, sum, errors and sketch", () => {
    add([
      span({ traceState: "ot=th:c" }),
      span({ traceState: "ot=th:8", statusCode: 2, durationMs: 0 }),
      span({ traceState: "vendor=x" }),
    ]);
    const [cell] = requests();
    expect(cell).toMatchObject({ count: 7, errors: 2, maxSeconds: 0.1 });
    expect(cell?.sumSeconds).toBeCloseTo(0.5, 9);
    const { zeroCount, exponential } = decodeDistribution(
      cell?.encodeLatencies() ?? Buffer.alloc(0),
    );
    expect(zeroCount).toBe(2);
    expect([...exponential]).toEqual([[sketchIndex(0.1), 5]]);
  });

  test("leaves the trace id of the slowest as its example", () => {
    add([
      span({ durationMs: 5, traceId: "1".repeat(32) }),
      span({ durationMs: 50, traceId: "2".repeat(32) }),
      span({ durationMs: 20, traceId: "3".repeat(32) }),
    ]);
    expect(Buffer.from(requests()[0]?.exemplar ?? []).toString("hex")).toBe("2".repeat(32));
  });

  test("is not a client's span, an inner one's or a consumer's, which say only that the service is there", () => {
    const { verdicts } = add([
      span({ kind: 3 }),
      span({ kind: 2, flags: 0x101, parentSpanId: "4".repeat(16) }),
      span({ kind: 5 }),
      span({ kind: 1, statusCode: 2 }),
    ]);
    expect([...verdicts.subarray(0, 4)]).toEqual([
      VERDICT.plain,
      VERDICT.plain,
      VERDICT.plain,
      VERDICT.notable,
    ]);
    expect(requests()).toEqual([]);
    expect([...group.all()].map(({ series, count }) => [series.source, count])).toEqual([
      ["none", 0],
    ]);
  });
});

describe("series", () => {
  test("services of other environments and namespaces are others", () => {
    add([span()], { environment: "production" });
    add([span()], { environment: "staging" });
    add([span()], { namespace: "web" });
    expect(new Set(requests().map(({ series }) => series.tierId)).size).toBe(3);
  });

  test("an odd status code is not taken for another method", () => {
    const attributes = (method: string, status: number) => ({
      "http.route": "/a",
      "http.request.method": method,
      "http.response.status_code": status,
    });
    add([
      span({ attributes: attributes("GET", 200) }),
      span({ attributes: attributes("POST", 200) }),
      span({ attributes: attributes("GET", 1_224) }),
      span({ attributes: attributes("GET", 200 - 1_024) }),
      span({ attributes: attributes("POST", 200 - 1_024) }),
    ]);
    const found = requests().map(({ series, count }) => [series.dimensions.method, count]);
    expect(
      found.filter(([method]) => method === "GET").reduce((sum, [, n]) => sum + Number(n), 0),
    ).toBe(3);
    expect(
      found.filter(([method]) => method === "POST").reduce((sum, [, n]) => sum + Number(n), 0),
    ).toBe(2);
  });

  test("without a route they are told by templates, not by raw paths", () => {
    const attributes = (path: string) => ({ "url.path": path, "http.request.method": "GET" });
    add([1, 2, 3].map((n) => span({ name: "GET", attributes: attributes(`/users/${n}`) })));
    expect(requests().map(({ series, count }) => [series.dimensions.route, count])).toEqual([
      ["/users/{number}", 3],
    ]);
  });
});

describe("acceptance", () => {
  test("rejects a start that is too old and an end that is too late, each alone", () => {
    const outcome = add([
      span({ startMs: RECEIVED_MS - 86_400_000 }),
      span({ startMs: RECEIVED_MS - 86_401_000 }),
      span({ startMs: RECEIVED_MS, durationMs: 300_000 }),
      span({ startMs: RECEIVED_MS, durationMs: 300_001 }),
      span({ startMs: RECEIVED_MS + 301_000, durationMs: -302_000 }),
    ]);
    expect(outcome).toMatchObject({ rejectedPast: 1, rejectedFuture: 2 });
    expect(
      [...outcome.verdicts.subarray(0, 5)].map((verdict) => verdict === VERDICT.rejected),
    ).toEqual([false, true, false, true, true]);
  });
});

describe("what is worth keeping", () => {
  test("errors, slow and rare requests; not the many alike", () => {
    const many = Array.from({ length: 200 }, () => span({ durationMs: 10 }));
    const { verdicts } = add([...many, span({ durationMs: 900 }), span({ statusCode: 2 })]);
    // The first ones of a series are rare.
    expect(verdicts[0]).toBe(VERDICT.notable);
    expect([...verdicts.subarray(20, 200)].every((verdict) => verdict === VERDICT.request)).toBe(
      true,
    );
    expect(verdicts[200]).toBe(VERDICT.notable);
    expect(verdicts[201]).toBe(VERDICT.notable);
  });
});

test("a span during which a breaker changed is worth keeping, slow or not", () => {
  const internal = { kind: 1, flags: 0x100, parentSpanId: "8".repeat(16) };
  const change = { name: "circuit_breaker.transition", atMs: BASE_MS };
  const { verdicts } = add([
    span({ ...internal, events: [change] }),
    span({ ...internal, events: [{ ...change, name: "circuit_breaker.transitions" }] }),
    span({ ...internal, events: [{ ...change, name: "exception" }, change] }),
    span({ ...internal, startMs: BASE_MS - 200_000_000, events: [change] }),
  ]);
  expect([...verdicts.subarray(0, 4)]).toEqual([
    VERDICT.notable,
    VERDICT.plain,
    VERDICT.notable,
    VERDICT.rejected,
  ]);
});
