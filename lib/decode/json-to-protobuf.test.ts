import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { DecodeError } from "./decode-error.ts";
import { jsonToProtobuf } from "./json-to-protobuf.ts";
import type { MessageName } from "./otlp-messages.ts";
import { readMessage } from "./read-message.ts";
import { arbitraryMessage } from "./test-support/arbitrary-messages.ts";
import { jsonOfMessage } from "./test-support/json-of-message.ts";
import { decodeByOracle, encodeByOracle } from "./test-support/protobuf-oracle.ts";

const style = fc.record({
  longsAsNumbers: fc.boolean(),
  snakeCase: fc.boolean(),
  upperCaseHex: fc.boolean(),
  enumNames: fc.boolean(),
  spaces: fc.boolean(),
});

const MESSAGES: MessageName[] = [
  "ExportTraceServiceRequest",
  "ExportMetricsServiceRequest",
  "ExportLogsServiceRequest",
  "Span",
  "Metric",
  "LogRecord",
];

test.each(MESSAGES)("random %s in JSON means what protobufjs encodes", (name) => {
  fc.assert(
    fc.property(arbitraryMessage(name), style, (message, writing) => {
      const bytes = jsonToProtobuf(name, jsonOfMessage(name, message, writing));
      expect(decodeByOracle(name, bytes)).toEqual(
        decodeByOracle(name, encodeByOracle(name, message)),
      );
    }),
    { numRuns: 300 },
  );
});

const span = (json: string | Uint8Array) => readMessage("Span", jsonToProtobuf("Span", json));
const anyValue = (json: string) => readMessage("AnyValue", jsonToProtobuf("AnyValue", json));

describe("64-bit integers keep every digit", () => {
  test.each([
    ["a string", '"1544712660300000001"', 1544712660300000001n],
    ["a number", "1544712660300000001", 1544712660300000001n],
    ["a number after spaces", " \n 1544712660300000001 ", 1544712660300000001n],
    ["the largest", "18446744073709551615", 18446744073709551615n],
    ["an exponent", "1.544712660300000001e18", 1544712660300000001n],
    ["an exponent in a string", '"1.5E3"', 1500n],
    ["an integer with a fraction of zeros", "1544712660300000001.00", 1544712660300000001n],
    ["a small number", "7", 7n],
  ])("%s", (_, text, expected) => {
    expect(span(`{"startTimeUnixNano":${text}}`).startTimeUnixNano).toBe(expected);
  });

  test("a long number beside one that looks like it inside a string", () => {
    const { name, endTimeUnixNano } = span(
      '{"name":"a\\\\\\": 12345678901234567890, \\\\","endTimeUnixNano":12345678901234567891}',
    );
    expect(name).toBe('a\\": 12345678901234567890, \\');
    expect(endTimeUnixNano).toBe(12345678901234567891n);
  });

  test("negative ones", () => {
    expect(anyValue('{"intValue":-9223372036854775808}').intValue).toBe(-(2n ** 63n));
  });
});

describe("doubles", () => {
  test.each([
    ["0.30000000000000004", 0.30000000000000004],
    ["1e400", Number.POSITIVE_INFINITY],
    ['"NaN"', Number.NaN],
    ['"-Infinity"', Number.NEGATIVE_INFINITY],
    ['"12.5"', 12.5],
  ])("%s", (text, expected) => {
    expect(anyValue(`{"doubleValue":${text}}`).doubleValue).toBe(expected);
  });
});

describe("ids", () => {
  const idOf = (text: string) => [...span(`{"traceId":${JSON.stringify(text)}}`).traceId];

  test("are hex of either case", () => {
    expect(idOf("00FFaA")).toEqual([0, 255, 170]);
  });

  test("that are no hex have a length that no id has", () => {
    expect(idOf("5b8efff798038103d269b633813fc60g")).toHaveLength(1);
    expect(idOf("5b8efff798038103d269b633813fc60")).toHaveLength(1);
  });
});

describe("what a sender may write", () => {
  test("null is absence, unknown fields are ignored, also under a prototype's names", () => {
    const json = '{"name":null,"kind":2,"x":[{"y":1}],"__proto__":{"name":"no"},"constructor":1}';
    expect(span(json)).toMatchObject({ kind: 2 });
    expect(span(json).name).toBe("");
  });

  test("enums by number, number in a string or name", () => {
    expect(span('{"kind":3}').kind).toBe(3);
    expect(span('{"kind":"3"}').kind).toBe(3);
    expect(span('{"kind":"SPAN_KIND_CLIENT"}').kind).toBe(3);
    expect(span('{"status":{"code":"STATUS_CODE_ERROR"}}').status?.code).toBe(2);
  });

  test("bytes in base64 of either alphabet", () => {
    const bytes = [...(anyValue('{"bytesValue":"-_8="}').bytesValue ?? [])];
    expect(bytes).toEqual([251, 255]);
  });

  test("an empty value of a list as null", () => {
    const value = anyValue('{"arrayValue":{"values":[null,{"intValue":1}]}}');
    expect(value.arrayValue?.values.map(({ intValue }) => intValue)).toEqual([undefined, 1n]);
  });

  test("the names before OTLP 0.19", () => {
    const json = `{"resourceSpans":[{"instrumentationLibrarySpans":[
      {"instrumentationLibrary":{"name":"lib"},"spans":[{"name":"a"}]}]}]}`;
    const request = readMessage(
      "ExportTraceServiceRequest",
      jsonToProtobuf("ExportTraceServiceRequest", json),
    );
    const scope = request.resourceSpans[0]?.scopeSpans[0];
    expect([scope?.scope?.name, scope?.spans[0]?.name]).toEqual(["lib", "a"]);
  });

  test("a byte order mark, in text and in bytes", () => {
    expect(span('\uFEFF{"name":"a"}').name).toBe("a");
    expect(span(Buffer.from('\uFEFF{"name":"a"}')).name).toBe("a");
  });
});

describe("what is refused, with its path", () => {
  const request = (inner: string) =>
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{},{},${inner}]}]}]}`;

  test.each([
    ['{"startTimeUnixNano":"soon"}', "startTimeUnixNano: expected an integer"],
    ['{"startTimeUnixNano":1.5}', "startTimeUnixNano: expected an integer"],
    ['{"startTimeUnixNano":"1544712660300000001.5"}', "startTimeUnixNano: expected an integer"],
    ['{"startTimeUnixNano":"15e-1"}', "startTimeUnixNano: expected an integer"],
    [
      '{"startTimeUnixNano":-1}',
      "startTimeUnixNano: expected an integer from 0 to 18446744073709551615",
    ],
    ['{"flags":4294967296}', "flags: expected an integer from 0 to 4294967295"],
    ['{"start_time_unix_nano":true}', "start_time_unix_nano: expected an integer"],
    ['{"name":5}', "name: expected a string"],
    ['{"traceId":5}', "traceId: expected a string of hex"],
    ['{"kind":"SERVER"}', "kind: expected an integer"],
    ['{"attributes":{}}', "attributes: expected an array"],
    ['{"attributes":[[]]}', "attributes[0]: expected an object"],
    [
      '{"attributes":[{"value":{"boolValue":"yes"}}]}',
      "attributes[0].value.boolValue: expected true or false",
    ],
    [
      '{"attributes":[{"value":{"doubleValue":"x"}}]}',
      "attributes[0].value.doubleValue: expected a number",
    ],
    [
      '{"attributes":[{"value":{"bytesValue":"?"}}]}',
      "attributes[0].value.bytesValue: expected a string of base64",
    ],
    [
      '{"attributes":[{"value":{"intValue":9223372036854775808}}]}',
      "attributes[0].value.intValue: expected an integer from",
    ],
  ])("%s", (inner, message) => {
    const decode = () => jsonToProtobuf("ExportTraceServiceRequest", request(inner));
    expect(decode).toThrow(DecodeError);
    expect(decode).toThrow(`resourceSpans[0].scopeSpans[0].spans[2].${message}`);
  });

  test.each([
    ["text", "hello"],
    ["nothing", ""],
    ["an object that does not end", '{"name":"a"'],
    ["a string that does not end after a long number", '{"kind":12345678901234567890,"name":"a\\"'],
    ["a number with a leading zero", '{"startTimeUnixNano":01544712660300000001}'],
    ["two numbers in a row", '{"startTimeUnixNano":1544712660300000001-1544712660300000001}'],
    ["an array", "[]"],
    ["null", "null"],
  ])("a body that is %s", (_, json) => {
    expect(() => jsonToProtobuf("Span", json)).toThrow(DecodeError);
  });

  test("bytes that are not UTF-8", () => {
    expect(() => jsonToProtobuf("Span", Uint8Array.of(123, 34, 255, 34, 58, 49, 125))).toThrow(
      "not valid UTF-8",
    );
  });
});

describe("limits", () => {
  test("values nested too deeply are left empty and do not overflow the stack", () => {
    const levels = 100_000;
    const json = `${'{"arrayValue":{"values":['.repeat(levels)}{}${"]}}".repeat(levels)}`;
    const bytes = jsonToProtobuf("AnyValue", json);
    expect(bytes.length).toBeLessThan((BODY_LIMITS.anyValueNesting + 1) * 8);
  });

  test("more objects than an honest body has are refused", () => {
    const json = `{"values":[${"{},".repeat(BODY_LIMITS.values)}{}]}`;
    expect(() => jsonToProtobuf("ArrayValue", json)).toThrow(/more than 2000000 values/);
  });
});
