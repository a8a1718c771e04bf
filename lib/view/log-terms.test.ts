import { describe, expect, test } from "vitest";
import { parseLogSearch } from "@/lib/domain/log-search.ts";
import { completions, withTerm, writeTerm } from "./log-terms.ts";

test.each([
  ["", { name: "a", value: "b", equal: true }, "a=b"],
  ["x  y", { name: "a", value: "b c", equal: false }, 'x  y a!="b c"'],
  ["a=b", { name: "a", value: "b", equal: true }, "a=b"],
  ["x a=b", { name: "a", value: "b", equal: false }, "x a!=b"],
])("%s with one more term", (search, term, result) => {
  expect(withTerm(search, term)).toBe(result);
});

test.each(["b", "b c", 'say "hi"', "back\\slash", "", "a=b"])(
  "a written value reads back: %s",
  (value) => {
    expect(parseLogSearch(writeTerm("name", value, "="))).toEqual([
      { kind: "field", name: "name", value, equal: true },
    ]);
  },
);

describe("completion", () => {
  const fields = [
    { name: "http.route", records: 9, values: [{ value: "/pay", records: 5 }] },
    { name: "user.route", records: 3, values: [] },
    { name: "city", records: 2, values: [{ value: "New York", records: 2 }] },
  ];
  const offered = (search: string, caret = search.length) =>
    completions(search, caret, fields).map(({ text }) => text);

  test("names that begin or contain what is typed", () => {
    expect(offered("route")).toEqual(["http.route=", "user.route="]);
    expect(offered("error ci")).toEqual(["city="]);
    expect(offered("")).toEqual([]);
    expect(offered("sev")).toEqual(["severity="]);
  });
  test("values of a name, quoted where needed", () => {
    expect(offered("http.route=")).toEqual(["http.route=/pay "]);
    expect(offered("city!=new")).toEqual(['city!="New York" ']);
    expect(offered("severity>=wa")).toEqual(["severity>=warn "]);
  });
  test("the word at the caret is replaced", () => {
    expect(completions("ci error", 2, fields)[0]).toMatchObject({ from: 0, to: 2 });
  });
});
