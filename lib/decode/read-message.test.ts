import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { DecodeError } from "./decode-error.ts";
import type { AnyValue, MessageName } from "./otlp-messages.ts";
import { readMessage } from "./read-message.ts";
import { arbitraryMessage } from "./test-support/arbitrary-messages.ts";
import {
  comparable,
  decodeByOracle,
  encodeByOracle,
  oracleType,
} from "./test-support/protobuf-oracle.ts";
import { writeMessage } from "./write-message.ts";

const MESSAGES: MessageName[] = [
  "ExportTraceServiceRequest",
  "ExportMetricsServiceRequest",
  "ExportLogsServiceRequest",
  "Span",
  "Metric",
  "ExponentialHistogramDataPoint",
  "KeyValue",
  "Status",
];

describe.each(MESSAGES)("random messages of %s", (name) => {
  test("are read as protobufjs reads them", () => {
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const bytes = encodeByOracle(name, message);
        const read = comparable(oracleType(name), readMessage(name, bytes));
        expect(read).toEqual(decodeByOracle(name, bytes));
      }),
      { numRuns: 300 },
    );
  });

  test("keep their meaning when they are read and written again", () => {
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const bytes = encodeByOracle(name, message);
        const written = writeMessage(name, readMessage(name, bytes));
        expect(decodeByOracle(name, written)).toEqual(decodeByOracle(name, bytes));
      }),
      { numRuns: 300 },
    );
  });
});

describe("what is absent", () => {
  test("reads as an empty list, a zero or undefined", () => {
    const point = readMessage("HistogramDataPoint", new Uint8Array(0));
    expect(point.bucketCounts).toEqual([]);
    expect(point.count).toBe(0n);
    expect(point.flags).toBe(0);
    expect(point.sum).toBeUndefined();
    expect(readMessage("LogRecord", new Uint8Array(0)).body).toBeUndefined();
    expect(readMessage("Span", new Uint8Array(0)).traceId).toHaveLength(0);
    expect(readMessage("Metric", new Uint8Array(0)).gauge).toBeUndefined();
  });
});

describe("what protobuf lets a writer do", () => {
  test("part of the bytes is a message", () => {
    expect(readMessage("KeyValue", Uint8Array.of(9, 10, 1, 97, 9), 1, 4).key).toBe("a");
  });

  test("unknown fields of every wire type, groups in groups too, are skipped", () => {
    // Field 3 as varint, 64 bits, bytes and 32 bits; field 20 as a group that holds a group 21 with a varint.
    const unknown = [24, 128, 1, 25, 1, 2, 3, 4, 5, 6, 7, 8, 26, 2, 1, 1, 29, 1, 2, 3, 4];
    const groups = [163, 1, 171, 1, 8, 1, 172, 1, 164, 1];
    expect(readMessage("KeyValue", Uint8Array.of(...unknown, ...groups, 10, 1, 97)).key).toBe("a");
  });

  test("a known field of another wire type is skipped", () => {
    expect(readMessage("KeyValue", Uint8Array.of(8, 5, 10, 1, 98)).key).toBe("b");
  });

  test("repeated numbers come packed, one by one or mixed", () => {
    const buckets = readMessage("ExponentialBuckets", Uint8Array.of(16, 1, 18, 2, 2, 3, 16, 4));
    expect(buckets.bucketCounts).toEqual([1n, 2n, 3n, 4n]);
  });

  test("of a oneof the last member counts", () => {
    const value = readMessage("AnyValue", Uint8Array.of(10, 1, 97, 24, 7));
    expect(Object.entries(value)).toEqual([["intValue", 7n]]);
  });

  test("a message that comes twice is merged", () => {
    const first = writeMessage("ResourceSpans", { resource: { droppedAttributesCount: 3 } });
    const second = writeMessage("ResourceSpans", {
      resource: { attributes: [{ key: "a" }] },
    });
    const { resource } = readMessage("ResourceSpans", Uint8Array.of(...first, ...second));
    expect(resource?.droppedAttributesCount).toBe(3);
    expect(resource?.attributes.map(({ key }) => key)).toEqual(["a"]);
  });

  test("invalid UTF-8 becomes U+FFFD", () => {
    expect(readMessage("KeyValue", Uint8Array.of(10, 2, 97, 255)).key).toBe("a\uFFFD");
  });
});

describe("bytes that are no message", () => {
  const cases: [string, number[]][] = [
    ["a tag that does not end", [128]],
    ["a tag of eleven bytes", [138, 128, 128, 128, 128, 128, 128, 128, 128, 128, 1]],
    ["field number 0", [2, 0]],
    ["a string longer than the message", [10, 5, 97]],
    ["a length beyond 32 bits", [10, 255, 255, 255, 255, 255, 127]],
    ["wire type 6", [14, 0]],
    ["a group that does not end", [27, 8, 1]],
    ["a group that ends as another", [27, 36]],
    ["a group's end without its start", [28]],
    ["a message whose inner one is longer", [18, 4, 10, 9, 97, 97]],
  ];
  test.each(cases)("%s", (_, bytes) => {
    expect(() => readMessage("KeyValue", Uint8Array.from(bytes))).toThrow(DecodeError);
  });

  test.each([
    ["fixed64", [9, 1, 2, 3]],
    ["fixed32", [69, 1, 2]],
    ["varint", [16, 128]],
  ])("a %s that is cut short", (_, bytes) => {
    expect(() => readMessage("LogRecord", Uint8Array.from(bytes))).toThrow(DecodeError);
  });

  test("a list that ends within a number", () => {
    const bytes = Uint8Array.of(50, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(() => readMessage("HistogramDataPoint", bytes)).toThrow(DecodeError);
  });
});

describe("limits", () => {
  test("values nested too deeply are left empty and do not overflow the stack", () => {
    const levels = 100_000;
    let value = Uint8Array.of(24, 1);
    const parts: Uint8Array[] = [];
    for (let level = 0, size = 2; level < levels; level++) {
      const list = Uint8Array.of(10, ...varint(size));
      const inner = Uint8Array.of(42, ...varint(size + list.length));
      size += list.length + inner.length;
      parts.push(list, inner);
    }
    value = Uint8Array.from([...parts.reverse().flatMap((part) => [...part]), ...value]);
    let depth = 0;
    let at: AnyValue | undefined = readMessage("AnyValue", value);
    for (; at?.arrayValue !== undefined; at = at.arrayValue.values[0]) depth++;
    expect(depth).toBe(BODY_LIMITS.anyValueNesting + 1);
    expect(at && Object.keys(at)).toEqual([]);
  });

  test("more values than an honest body has are refused", () => {
    const bytes = new Uint8Array((BODY_LIMITS.values + 1) * 2);
    for (let at = 0; at < bytes.length; at += 2) bytes[at] = 10;
    expect(() => readMessage("KeyValueList", bytes)).toThrow(/more than 2000000 values/);
  });
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
