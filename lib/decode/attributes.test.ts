import { describe, expect, test } from "vitest";
import { ATTRIBUTE_LIMITS, LOG_BODY_LIMITS } from "../domain/telemetry-limits.ts";
import { anyValueToJson, attributesToRecord } from "./attributes.ts";
import type { AnyValue, KeyValue } from "./otlp-messages.ts";

const one = (value: AnyValue, key = "k"): KeyValue[] => [{ key, value }];
const list = (...values: AnyValue[]): AnyValue => ({ arrayValue: { values } });
const map = (...values: KeyValue[]): AnyValue => ({ kvlistValue: { values } });
const nested = (levels: number): AnyValue =>
  levels === 0 ? { intValue: 1n } : list(nested(levels - 1));

describe("what a value becomes", () => {
  test.each<[string, AnyValue, unknown]>([
    ["a string", { stringValue: "a" }, "a"],
    ["a boolean", { boolValue: false }, false],
    ["an integer that a number holds", { intValue: -9007199254740991n }, -9007199254740991],
    ["a larger integer", { intValue: 9007199254740993n }, "9007199254740993"],
    ["a double", { doubleValue: 0.1 }, 0.1],
    ["NaN", { doubleValue: Number.NaN }, "NaN"],
    ["minus infinity", { doubleValue: Number.NEGATIVE_INFINITY }, "-Infinity"],
    ["bytes", { bytesValue: Uint8Array.of(104, 105) }, "aGk="],
    ["a list", list({ intValue: 1n }, {}), [1, null]],
    ["a map", map({ key: "a", value: { stringValue: "b" } }), { a: "b" }],
    ["nothing", {}, null],
  ])("%s", (_, value, expected) => {
    expect(attributesToRecord(one(value), ATTRIBUTE_LIMITS)).toEqual({
      record: { k: expected },
      cut: 0,
    });
  });

  test("a missing value, and a missing body", () => {
    expect(attributesToRecord([{ key: "k", value: undefined }], ATTRIBUTE_LIMITS).record).toEqual({
      k: null,
    });
    expect(anyValueToJson(undefined, LOG_BODY_LIMITS)).toEqual({ value: null, cut: 0 });
  });

  test("of equal keys the last wins", () => {
    const twice = [...one({ intValue: 1n }), ...one({ intValue: 2n })];
    expect(attributesToRecord(twice, ATTRIBUTE_LIMITS).record).toEqual({ k: 2 });
  });
});

describe("what Postgres or JavaScript would trip over", () => {
  test("U+0000 and unpaired surrogates, in keys too", () => {
    const { record } = attributesToRecord(
      one({ stringValue: "a\0b\ud800" }, "\0"),
      ATTRIBUTE_LIMITS,
    );
    expect(record).toEqual({ "\uFFFD": "a\uFFFDb\uFFFD" });
  });

  test("a key __proto__ is a key", () => {
    const value = map({ key: "isAdmin", value: { boolValue: true } });
    const { record } = attributesToRecord(one(value, "__proto__"), ATTRIBUTE_LIMITS);
    expect(JSON.stringify(record)).toBe('{"__proto__":{"isAdmin":true}}');
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(record.isAdmin).toBeUndefined();
  });
});

describe("limits", () => {
  test("a string of 4 KiB stays, a longer one is cut to whole characters", () => {
    const fits = "é".repeat(2_048);
    expect(attributesToRecord(one({ stringValue: fits }), ATTRIBUTE_LIMITS)).toEqual({
      record: { k: fits },
      cut: 0,
    });
    const { record, cut } = attributesToRecord(one({ stringValue: `a${fits}` }), ATTRIBUTE_LIMITS);
    expect(record.k).toBe(`a${"é".repeat(2_047)}`);
    expect(cut).toBe(1);
  });

  test("bytes are cut before they become base64", () => {
    const bytesValue = new Uint8Array(4_097);
    const { record, cut } = attributesToRecord(one({ bytesValue }), ATTRIBUTE_LIMITS);
    expect(Buffer.from(String(record.k), "base64")).toHaveLength(4_096);
    expect(cut).toBe(1);
  });

  test("eight levels stay, the ninth is null", () => {
    expect(attributesToRecord(one(nested(8)), ATTRIBUTE_LIMITS)).toEqual({
      record: { k: [[[[[[[[1]]]]]]]] },
      cut: 0,
    });
    expect(attributesToRecord(one(nested(9)), ATTRIBUTE_LIMITS)).toEqual({
      record: { k: [[[[[[[[null]]]]]]]] },
      cut: 1,
    });
  });

  test("128 attributes stay, each further one counts", () => {
    const many = Array.from({ length: 131 }, (_, i) => ({ key: `k${i}`, value: { intValue: 1n } }));
    const { record, cut } = attributesToRecord(many, ATTRIBUTE_LIMITS);
    expect(Object.keys(record)).toHaveLength(128);
    expect(cut).toBe(3);
  });

  test("64 elements of a list or map stay; a shortened one counts once", () => {
    const values = Array.from({ length: 70 }, () => ({ intValue: 1n }));
    const entries = values.map((value, i) => ({ key: `k${i}`, value }));
    const { record, cut } = attributesToRecord(
      [...one(list(...values), "list"), ...one(map(...entries), "map")],
      ATTRIBUTE_LIMITS,
    );
    expect(record.list).toHaveLength(64);
    expect(Object.keys(record.map ?? {})).toHaveLength(64);
    expect(cut).toBe(2);
  });

  test("the whole is bounded: lists of lists do not multiply", () => {
    const row = list(...Array.from({ length: 64 }, () => ({ stringValue: "x".repeat(100) })));
    const cube = list(
      ...Array.from({ length: 64 }, () => list(...Array.from({ length: 64 }, () => row))),
    );
    const { record, cut } = attributesToRecord(one(cube), ATTRIBUTE_LIMITS);
    expect(JSON.stringify(record).length).toBeLessThan(ATTRIBUTE_LIMITS.totalBytes * 1.1);
    expect(cut).toBeGreaterThan(0);
  });

  test("a log body may be longer than an attribute", () => {
    const stack = "at line\n".repeat(1_000);
    expect(anyValueToJson({ stringValue: stack }, LOG_BODY_LIMITS)).toEqual({
      value: stack,
      cut: 0,
    });
  });
});
