import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DecodeError } from "./decode-error.ts";
import { readMessage } from "./read-message.ts";
import { ATTRIBUTE_COUNT, REQUEST_ATTRIBUTES } from "./span-batch.ts";
import { SpanReader } from "./span-reader.ts";
import { arbitrarySpans, type RandomSpan } from "./test-support/arbitrary-spans.ts";
import { encodeByOracle } from "./test-support/protobuf-oracle.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const isId = (bytes: Uint8Array, length: number) =>
  bytes.length === length && bytes.some((byte) => byte !== 0);

/** What is to be read of a span's attributes: the best key's last value. */
function attributeOf(span: RandomSpan, keys: string[]): string | number {
  if (span.kind !== 2) return "";
  const key = keys.find((wanted) => span.attributes.some((attribute) => attribute.key === wanted));
  const value = span.attributes.findLast((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? value?.intValue?.toString() ?? "";
}

function httpStatusOf(span: RandomSpan): number {
  const text = attributeOf(span, ["http.response.status_code", "http.status_code"]);
  const code = /^\d{1,4}$/.test(String(text)) ? Number(text) : 0;
  return code < 1_000 ? code : 0;
}

function expectedSpan(span: RandomSpan, resource: object, scope: object) {
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentId: isId(span.parentSpanId, 8) ? hex(span.parentSpanId) : null,
    traceState: span.traceState,
    name: span.name,
    kind: span.kind,
    flags: span.flags,
    start: span.startTimeUnixNano,
    end: span.endTimeUnixNano,
    statusCode: span.status.code,
    httpStatus: httpStatusOf(span),
    route: attributeOf(span, ["http.route"]),
    method: attributeOf(span, ["http.request.method", "http.method"]),
    path: attributeOf(span, ["url.path", "http.target", "url.full", "http.url"]),
    errorType: attributeOf(span, ["error.type"]),
    rpcService: attributeOf(span, ["rpc.service"]),
    rpcMethod: attributeOf(span, ["rpc.method"]),
    rpcStatus: attributeOf(span, ["rpc.response.status_code", "rpc.grpc.status_code"]),
    resource: hex(encodeByOracle("Resource", resource)),
    scope: hex(encodeByOracle("InstrumentationScope", scope)),
    payload: hex(encodeByOracle("Span", span)),
  };
}

/** The rows of a batch, with everything that its columns point to. */
function rowsOf(reader: SpanReader, body: Uint8Array) {
  const batch = reader.read(body);
  const slice = (start: number, end: number) => body.subarray(start, end);
  const text = (start: number, end: number) => Buffer.from(slice(start, end)).toString();
  const at = (column: ArrayLike<number>, i: number) => column[i] ?? Number.NaN;
  const long = (high: number, low: number) => (BigInt(high) << 32n) | BigInt(low);
  const rows = Array.from({ length: batch.count }, (_, i) => {
    const scope = batch.scopes[at(batch.scope, i)];
    const traceId = at(batch.traceId, i);
    const spanId = at(batch.spanId, i);
    const parentId = at(batch.parentId, i);
    const traceState = at(batch.traceState, i);
    const attributes = REQUEST_ATTRIBUTES.map((name, column) => [
      name,
      reader.interner.text(at(batch.attributes, i * ATTRIBUTE_COUNT + column)),
    ]);
    return {
      traceId: hex(slice(traceId, traceId + 16)),
      spanId: hex(slice(spanId, spanId + 8)),
      parentId: parentId < 0 ? null : hex(slice(parentId, parentId + 8)),
      traceState: text(traceState, traceState + at(batch.traceStateLength, i)),
      name: text(at(batch.nameStart, i), at(batch.nameEnd, i)),
      kind: at(batch.kind, i),
      flags: at(batch.flags, i),
      start: long(at(batch.startHigh, i), at(batch.startLow, i)),
      end: long(at(batch.endHigh, i), at(batch.endLow, i)),
      statusCode: at(batch.statusCode, i),
      httpStatus: at(batch.httpStatus, i),
      ...Object.fromEntries(attributes),
      resource: hex(slice(scope?.resourceStart ?? 0, scope?.resourceEnd ?? 0)),
      scope: hex(slice(scope?.scopeStart ?? 0, scope?.scopeEnd ?? 0)),
      payload: hex(slice(at(batch.start, i), at(batch.end, i))),
    };
  });
  return { rows, rejectedIds: batch.rejectedIds };
}

describe("random spans that protobufjs encodes", () => {
  test("are read whole, in order, each with its scope and resource; bad ids are rejected alone", () => {
    const reader = new SpanReader();
    fc.assert(
      fc.property(arbitrarySpans, (message) => {
        const all = message.resourceSpans.flatMap(({ resource, scopeSpans }) =>
          scopeSpans.flatMap(({ scope, spans }) =>
            spans.map((span) => ({ span, resource, scope })),
          ),
        );
        const valid = all.filter(({ span }) => isId(span.traceId, 16) && isId(span.spanId, 8));
        const body = encodeByOracle("ExportTraceServiceRequest", message);
        expect(rowsOf(reader, body)).toEqual({
          rows: valid.map(({ span, resource, scope }) => expectedSpan(span, resource, scope)),
          rejectedIds: all.length - valid.length,
        });
      }),
      { numRuns: 500 },
    );
  });

  test("count the same through the table-driven reader", () => {
    const reader = new SpanReader();
    fc.assert(
      fc.property(arbitrarySpans, (message) => {
        const body = encodeByOracle("ExportTraceServiceRequest", message);
        const spans = readMessage("ExportTraceServiceRequest", body).resourceSpans.flatMap(
          ({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans),
        );
        const batch = reader.read(body);
        expect(batch.count + batch.rejectedIds).toBe(spans.length);
      }),
    );
  });
});

describe("one span", () => {
  const traceId = new Uint8Array(16).fill(1);
  const spanId = new Uint8Array(8).fill(2);
  const body = (span: object) =>
    encodeByOracle("ExportTraceServiceRequest", {
      resourceSpans: [{ scopeSpans: [{ spans: [{ traceId, spanId, kind: 2, ...span }] }] }],
    });

  test("without a resource or a scope has none", () => {
    const batch = new SpanReader().read(body({}));
    expect(batch.scopes).toEqual([
      { resourceStart: -1, resourceEnd: -1, scopeStart: -1, scopeEnd: -1 },
    ]);
  });

  test("with more attributes than the reader had room for keeps the last ones too", () => {
    const filler = Array.from({ length: 300 }, (_, i) => ({
      key: `k${i}`,
      value: { boolValue: true },
    }));
    const route = { key: "http.route", value: { stringValue: "/late" } };
    const { rows } = rowsOf(new SpanReader(), body({ attributes: [...filler, route] }));
    expect(rows).toMatchObject([{ route: "/late" }]);
  });

  test("a reader that met a bad body reads the next one", () => {
    const reader = new SpanReader();
    expect(() => reader.read(body({}).subarray(0, 20))).toThrow(DecodeError);
    expect(rowsOf(reader, body({ name: "next" })).rows).toMatchObject([{ name: "next" }]);
  });
});
