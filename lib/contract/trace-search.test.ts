import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameIs, parseTraceSearch, searchTerm } from "./trace-search.ts";

const attribute = (name: string, comparison: string, value: string) => ({
  kind: "attribute",
  name,
  comparison,
  value,
});

describe("parseTraceSearch", () => {
  it("reads attributes with each comparison", () => {
    expect(parseTraceSearch("a=1 b!=x c>2 d>=3.5 e<-1 f<=0")).toEqual([
      attribute("a", "=", "1"),
      attribute("b", "!=", "x"),
      attribute("c", ">", "2"),
      attribute("d", ">=", "3.5"),
      attribute("e", "<", "-1"),
      attribute("f", "<=", "0"),
    ]);
  });

  it("reads fields of the span", () => {
    expect(
      parseTraceSearch('duration>1.5s status=error kind=client service=users name!="GET /"'),
    ).toEqual([
      { kind: "duration", comparison: ">", ms: 1_500 },
      { kind: "status", isError: true },
      { kind: "spanKind", isEqual: true, value: "client" },
      { kind: "service", isEqual: true, value: "users" },
      { kind: "name", isEqual: false, value: "GET /" },
    ]);
    expect(parseTraceSearch("duration<=250 status!=error")).toEqual([
      { kind: "duration", comparison: "<=", ms: 250 },
      { kind: "status", isError: false },
    ]);
  });

  it("takes a bare or quoted text as a part of the name", () => {
    expect(parseTraceSearch('  users "SELECT * FROM"  ')).toEqual([
      { kind: "text", text: "users" },
      { kind: "text", text: "SELECT * FROM" },
    ]);
    expect(parseTraceSearch("  ")).toEqual([]);
  });

  it("reads quoted names, values that hold comparisons, and presence", () => {
    expect(
      parseTraceSearch('"status"=200 db.query.text="a = \\"b\\"" url=/x?a=b c=* d="*"'),
    ).toEqual([
      attribute("status", "=", "200"),
      attribute("db.query.text", "=", 'a = "b"'),
      attribute("url", "=", "/x?a=b"),
      { kind: "present", name: "c" },
      attribute("d", "=", "*"),
    ]);
  });

  it.each([
    ["a=", "character 3: a value is missing after a="],
    ["ok b= c", "character 6: a value is missing after b="],
    ["=5", "character 1: a name is missing"],
    ['a="x', "character 3: a quotation mark is not closed"],
    ["a>x", 'character 3: > compares numbers, and "x" is none'],
    ["duration>fast", 'character 10: "fast" is not a duration'],
    ["status=broken", "character 8: status is error or ok"],
    ["kind=db", "character 6: kind is one of"],
    ["service>5", "character 9: service is compared with = or !="],
    ["a=1 ".repeat(11), "character 41: a search has at most 10 conditions"],
  ])("says where %s is wrong", (search, message) => {
    expect(() => parseTraceSearch(search)).toThrow(message);
    expect(() => parseTraceSearch(search)).toThrow(expect.objectContaining({ field: "search" }));
  });

  it("reads back every term that it writes", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        expect(parseTraceSearch(searchTerm(name, value))).toEqual([attribute(name, "=", value)]);
        expect(parseTraceSearch(nameIs(value))).toEqual([{ kind: "name", isEqual: true, value }]);
      }),
    );
  });
});
