import { describe, expect, test } from "vitest";
import { LogSearchError, parseLogSearch } from "./log-search.ts";

const text = (value: string) => ({ kind: "text", text: value });
const field = (name: string, value: string, equal = true) => ({
  kind: "field",
  name,
  value,
  equal,
});
const TRACE = "0af7651916cd43dd8448eb211c80319c";

test.each([
  ["nothing", "  ", []],
  ["words", " card  refused ", [text("card"), text("refused")]],
  ["a phrase", '"card refused" 50%', [text("card refused"), text("50%")]],
  ["a quote within a phrase", String.raw`"say \"hi\" \\"`, [text('say "hi" \\')]],
  ["a quote within a word", 'a"b', [text('a"b')]],
  ["a field", "user.id=7", [field("user.id", "7")]],
  ["a field that differs", "user.id!=7", [field("user.id", "7", false)]],
  ["a field with a phrase", 'city="New York"', [field("city", "New York")]],
  ["an empty field", 'city=""', [field("city", "")]],
  ["a field's value with further signs", "query=a=b&c", [field("query", "a=b&c")]],
  ["a name without a value", "user=", [text("user=")]],
  ["an address with a query", "/api/a?b=1", [text("/api/a?b=1")]],
  ["an arrow", "a->b", [text("a->b")]],
  ["a comparison", "took>=1.5", [{ kind: "compare", name: "took", operator: ">=", value: 1.5 }]],
  ["a trace", `trace=${TRACE.toUpperCase()}`, [{ kind: "trace", traceId: TRACE, only: true }]],
  ["a pasted trace id", TRACE, [{ kind: "trace", traceId: TRACE, only: false }]],
  ["a span", "span=00000000000000ff", [{ kind: "span", spanId: "00000000000000ff" }]],
  ["something that only looks like a comparison", "x<y", [text("x<y")]],
])("%s", (_, search, terms) => {
  expect(parseLogSearch(search)).toEqual(terms);
});

describe("severity", () => {
  const numbers = (search: string) => {
    const [term] = parseLogSearch(search);
    return term?.kind === "severity" ? term.numbers : null;
  };
  test("an exact one covers its four numbers", () => {
    expect(numbers("severity=WARN")).toEqual([13, 14, 15, 16]);
    expect(numbers("severity=unspecified")).toEqual([0]);
  });
  test("from one on, to one, and all others", () => {
    expect(numbers("severity>=error")).toEqual([17, 18, 19, 20, 21, 22, 23, 24]);
    expect(numbers("severity>error")).toEqual([21, 22, 23, 24]);
    expect(numbers("severity<debug")).toEqual([1, 2, 3, 4]);
    expect(numbers("severity!=info")).not.toContain(9);
    expect(numbers("severity!=info")).toContain(0);
  });
});

test.each([
  ['a "b', "the quote at character 3 is not closed"],
  ['user="b', "the quote at character 6 is not closed"],
  ["x severity>=loud", "severity at character 3 takes one of"],
  ["trace=12", "trace= at character 1 takes 32 hex digits"],
  ["span!=00000000000000ff", 'span at character 1 takes only "="'],
  [Array.from({ length: 21 }, () => "a").join(" "), "at most 20 words"],
])("%s is refused with its place", (search, message) => {
  expect(() => parseLogSearch(search)).toThrow(LogSearchError);
  expect(() => parseLogSearch(search)).toThrow(message);
});
