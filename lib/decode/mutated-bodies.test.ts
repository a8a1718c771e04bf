import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ATTRIBUTE_LIMITS, BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { limitSpanPayload } from "./attribute-limits.ts";
import { attributesToRecord } from "./attributes.ts";
import { DecodeError } from "./decode-error.ts";
import { jsonToProtobuf } from "./json-to-protobuf.ts";
import type { MessageName } from "./otlp-messages.ts";
import { readMessage } from "./read-message.ts";
import { SpanReader } from "./span-reader.ts";
import { arbitraryMessage } from "./test-support/arbitrary-messages.ts";
import { arbitrarySpans } from "./test-support/arbitrary-spans.ts";
import { jsonOfMessage } from "./test-support/json-of-message.ts";
import { accidents, mutate } from "./test-support/mutate.ts";
import { encodeByOracle } from "./test-support/protobuf-oracle.ts";

/** True when it returned, false when it threw a DecodeError; anything else is thrown on. */
function isAccepted(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

const REQUESTS: MessageName[] = [
  "ExportTraceServiceRequest",
  "ExportMetricsServiceRequest",
  "ExportLogsServiceRequest",
];
const plainStyle = {
  longsAsNumbers: true,
  snakeCase: false,
  upperCaseHex: false,
  enumNames: false,
  spaces: false,
};

describe.each(REQUESTS)("%s after accidents", (name) => {
  test("in protobuf is read or refused", () => {
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(arbitraryMessage(name), accidents, (message, list) => {
        const bytes = mutate(encodeByOracle(name, message), list);
        outcomes.add(isAccepted(() => readMessage(name, bytes)));
      }),
      { numRuns: 1_500 },
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });

  test("in JSON is read or refused, and what is read is protobuf", () => {
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(arbitraryMessage(name), accidents, (message, list) => {
        const json = mutate(Buffer.from(jsonOfMessage(name, message, plainStyle)), list);
        let bytes: Uint8Array | undefined;
        const accepted = isAccepted(() => {
          bytes = jsonToProtobuf(name, json);
        });
        outcomes.add(accepted);
        if (bytes !== undefined) readMessage(name, bytes);
      }),
      { numRuns: 1_500 },
    );
    expect(outcomes).toEqual(new Set([true, false]));
  });
});

test("random bytes are read or refused", () => {
  const reader = new SpanReader();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const name of REQUESTS) isAccepted(() => readMessage(name, bytes));
      isAccepted(() => reader.read(bytes));
      isAccepted(() => limitSpanPayload(bytes, 0, bytes.length));
      isAccepted(() => jsonToProtobuf("ExportTraceServiceRequest", bytes));
    }),
    { numRuns: 3_000 },
  );
});

test("spans after accidents: what the reader of columns takes, the others read too", () => {
  const reader = new SpanReader();
  const outcomes = new Set<boolean>();
  fc.assert(
    fc.property(arbitrarySpans, accidents, (message, list) => {
      const bytes = mutate(encodeByOracle("ExportTraceServiceRequest", message), list);
      const accepted = isAccepted(() => reader.read(bytes));
      outcomes.add(accepted);
      if (!accepted) return;
      const batch = reader.read(bytes);
      for (let i = 0; i < batch.count; i++) {
        const start = batch.start[i] ?? 0;
        const end = batch.end[i] ?? 0;
        isAccepted(() => {
          const { payload } = limitSpanPayload(bytes, start, end);
          attributesToRecord(readMessage("Span", payload).attributes, ATTRIBUTE_LIMITS);
        });
      }
    }),
    { numRuns: 2_000 },
  );
  expect(outcomes).toEqual(new Set([true, false]));
});

describe("a hostile body costs bounded time", () => {
  const megabytes = (count: number, bytes: number[]) => {
    const body = new Uint8Array(count * 1_048_576);
    for (let at = 0; at < body.length; at++) body[at] = bytes[at % bytes.length] ?? 0;
    return body;
  };
  const bodies: [string, Uint8Array][] = [
    ["groups that never end", megabytes(1, [11])],
    ["empty resources", megabytes(1, [10, 0])],
    ["varints that never end", megabytes(1, [255])],
    ["numbers of fields nobody knows", megabytes(1, [248, 255, 255, 255, 15, 0])],
    ["zeros", megabytes(1, [0])],
  ];
  test.each(bodies)("%s", (_, body) => {
    const reader = new SpanReader();
    isAccepted(() => reader.read(body));
    for (const name of REQUESTS) isAccepted(() => readMessage(name, body));
  });

  test("nested groups and countless scopes are refused before they fill the memory", () => {
    const groups = megabytes(1, [11]);
    expect(() => new SpanReader().read(groups)).toThrow("groups are nested too deeply");
    const scopes = new Uint8Array(4 + 2 * (BODY_LIMITS.scopes + 1));
    for (let at = 0; at < scopes.length; at += 2) scopes[at] = 18;
    scopes.set([
      10,
      ...[0, 7, 14].map((bits) => (((scopes.length - 4) >> bits) & 127) | (bits < 14 ? 128 : 0)),
    ]);
    expect(() => new SpanReader().read(scopes)).toThrow("more than 100000 scopes");
  });

  const texts: [string, string][] = [
    ["brackets that never close", "[".repeat(1_000_000)],
    ["objects that never close", '{"a":'.repeat(500_000)],
    ["escaped quotes", `{"a":1e5,"b":"${'\\"'.repeat(1_000_000)}"}`],
    ["backslashes", `{"a":1e5,"b":"${"\\\\".repeat(1_000_000)}"}`],
    ["commas and spaces", `[${",                ".repeat(200_000)}1e5`],
    ["one number of a million digits", `{"resourceSpans":${"1".repeat(1_000_000)}}`],
    [
      "a time of a million digits",
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"${"1".repeat(1_000_000)}"}]}]}]}`,
    ],
    [
      "an exponent without end",
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":1e999999999}]}]}]}',
    ],
  ];
  test.each(texts)("%s", (_, text) => {
    for (const name of REQUESTS) isAccepted(() => jsonToProtobuf(name, text));
  });
});
