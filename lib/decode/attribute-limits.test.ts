import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SPAN_LIMITS } from "../domain/telemetry-limits.ts";
import { limitSpanPayload } from "./attribute-limits.ts";
import { arbitraryMessage } from "./test-support/arbitrary-messages.ts";
import { encodeByOracle, oracleType } from "./test-support/protobuf-oracle.ts";

const TRACE_ID = new Uint8Array(16).fill(1);
const SPAN_ID = new Uint8Array(8).fill(2);
const text = (length: number) => ({ stringValue: "x".repeat(length) });
const list = (...values: object[]) => ({ arrayValue: { values } });
const attribute = (value: object, key = "k") => ({ key, value });
const repeat = <Value>(count: number, value: Value): Value[] =>
  Array.from({ length: count }, () => value);

/** The span as it is stored, read by protobufjs. */
function limited(span: object) {
  const bytes = encodeByOracle("Span", { traceId: TRACE_ID, spanId: SPAN_ID, ...span });
  const { payload, cut } = limitSpanPayload(bytes, 0, bytes.length);
  const type = oracleType("Span");
  const read = type.toObject(type.decode(payload), { longs: BigInt });
  return { bytes, payload, cut, read };
}

describe("a span within the limits keeps its bytes", () => {
  const within: [string, object][] = [
    ["nothing much", { name: "GET", attributes: [attribute(text(10))] }],
    ["an attribute of 4 KiB", { attributes: [attribute(text(4_096))] }],
    ["128 attributes", { attributes: repeat(128, attribute({ intValue: 1n })) }],
    ["128 events and links", { events: repeat(128, { name: "e" }), links: repeat(128, {}) }],
    [
      "eight levels",
      {
        attributes: [
          attribute([1, 2, 3, 4, 5, 6, 7, 8].reduce<object>((inner) => list(inner), {})),
        ],
      },
    ],
    ["64 elements", { attributes: [attribute(list(...repeat(64, { boolValue: true })))] }],
  ];
  test.each(within)("%s", (_, span) => {
    const { bytes, payload, cut } = limited(span);
    expect(Buffer.compare(payload, bytes)).toBe(0);
    expect(cut).toBe(0);
  });

  test("in a copy of its own, also from the middle of a Buffer", () => {
    const span = encodeByOracle("Span", { name: "a" });
    const body = Buffer.from([9, 9, ...span, 9]);
    const { payload } = limitSpanPayload(body, 2, 2 + span.length);
    body.fill(0);
    expect([...payload]).toEqual([...span]);
  });

  test("unknown fields included", () => {
    const bytes = Uint8Array.of(42, 1, 97, 160, 6, 1);
    expect([...limitSpanPayload(bytes, 0, 6).payload]).toEqual([...bytes]);
  });
});

describe("a span over a limit is cut there and keeps the rest", () => {
  test("an attribute longer than 4 KiB", () => {
    const { read, cut } = limited({
      name: "GET",
      kind: 2,
      startTimeUnixNano: 5n,
      attributes: [attribute(text(4_097)), attribute({ intValue: -7n }, "n")],
    });
    expect(cut).toBe(1);
    expect(read).toEqual({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      name: "GET",
      kind: 2,
      startTimeUnixNano: 5n,
      attributes: [attribute(text(4_096)), attribute({ intValue: -7n }, "n")],
    });
  });

  test("more than 128 attributes, events and links: the dropped counts tell", () => {
    const { read, cut } = limited({
      attributes: repeat(130, attribute({ intValue: 1n })),
      droppedAttributesCount: 5,
      events: repeat(129, { name: "e" }),
      links: repeat(131, { spanId: SPAN_ID }),
    });
    expect(read.attributes).toHaveLength(128);
    expect(read.events).toHaveLength(128);
    expect(read.links).toHaveLength(128);
    expect([read.droppedAttributesCount, read.droppedEventsCount, read.droppedLinksCount]).toEqual([
      7, 1, 3,
    ]);
    expect(cut).toBe(2 + 1 + 3);
  });

  test.each<[string, object, object]>([
    [
      "an attribute of an event",
      { events: [{ attributes: [attribute(text(5_000))] }] },
      { events: [{ attributes: [attribute(text(4_096))] }] },
    ],
    [
      "an attribute of a link",
      { links: [{ attributes: [attribute(text(5_000))] }] },
      { links: [{ attributes: [attribute(text(4_096))] }] },
    ],
    [
      "the status message",
      { status: { message: "x".repeat(5_000), code: 2 } },
      { status: { message: "x".repeat(4_096), code: 2 } },
    ],
    ["the name", { name: "x".repeat(5_000) }, { name: "x".repeat(4_096) }],
    [
      "a key",
      { attributes: [attribute({}, "x".repeat(5_000))] },
      { attributes: [attribute({}, "x".repeat(4_096))] },
    ],
    [
      "a ninth level",
      {
        attributes: [
          attribute([1, 2, 3, 4, 5, 6, 7, 8, 9].reduce<object>((inner) => list(inner), {})),
        ],
      },
      {
        attributes: [
          attribute([1, 2, 3, 4, 5, 6, 7, 8].reduce<object>((inner) => list(inner), {})),
        ],
      },
    ],
    [
      "a list of 65",
      { attributes: [attribute(list(...repeat(65, { boolValue: true })))] },
      { attributes: [attribute(list(...repeat(64, { boolValue: true })))] },
    ],
  ])("%s", (_, span, expected) => {
    const { read, cut } = limited(span);
    expect(read).toMatchObject(expected);
    expect(cut).toBe(1);
  });
});

describe("whatever comes, the payload stays under 64 KiB", () => {
  const heavy: [string, object][] = [
    ["many long attributes", { attributes: repeat(128, attribute(text(4_000))) }],
    [
      "many long events",
      {
        events: repeat(128, {
          name: "e".repeat(4_000),
          attributes: repeat(9, attribute(text(50))),
        }),
      },
    ],
    [
      "many small values",
      { attributes: repeat(128, attribute(list(...repeat(64, { intValue: -1n })))) },
    ],
    [
      "many links",
      { links: repeat(128, { traceId: TRACE_ID, spanId: SPAN_ID, traceState: "x".repeat(600) }) },
    ],
    ["an id that is none", { parentSpanId: new Uint8Array(70_000) }],
    [
      "lists of lists",
      {
        attributes: repeat(
          8,
          attribute(list(...repeat(64, list(...repeat(64, { boolValue: true }))))),
        ),
      },
    ],
  ];
  test.each(heavy)("%s", (_, span) => {
    const { bytes, payload, cut, read } = limited(span);
    expect(bytes.length).toBeGreaterThan(SPAN_LIMITS.messageBytes);
    expect(payload.length).toBeLessThanOrEqual(SPAN_LIMITS.messageBytes);
    expect(read.spanId).toEqual(SPAN_ID);
    expect(cut).toBeGreaterThan(0);
  });

  test("random spans, each list many times over", () => {
    fc.assert(
      fc.property(arbitraryMessage("Span"), fc.integer({ min: 1, max: 400 }), (span, times) => {
        const many = Object.fromEntries(
          Object.entries(span).map(([name, value]) => [
            name,
            Array.isArray(value) ? repeat(times, value).flat() : value,
          ]),
        );
        const bytes = encodeByOracle("Span", many);
        const { payload } = limitSpanPayload(bytes, 0, bytes.length);
        expect(payload.length).toBeLessThanOrEqual(SPAN_LIMITS.messageBytes);
        const again = limitSpanPayload(payload, 0, payload.length);
        expect(again.cut).toBe(0);
        expect(Buffer.compare(again.payload, payload)).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
