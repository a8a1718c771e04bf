import { describe, expect, it } from "vitest";
import { completions, openTerm } from "./trace-completions.ts";

describe("openTerm", () => {
  it.each([
    ["", "", null],
    ["http.", "", null],
    ["a=1 http.", "a=1 ", null],
    ["a=1 b=", "a=1 ", "b"],
    ["b!=x", "", "b"],
    ['x "status"="4', "x ", "status"],
    ["a=1 ", "a=1 ", null],
    ["a>5", "", null],
  ])("of %j stands after %j and asks for the values of %j", (text, before, name) => {
    expect(openTerm(text)).toEqual({ before, name });
  });
});

describe("completions", () => {
  const names = [
    { name: "http.route", spanCount: 2 },
    { name: "status", spanCount: 1 },
  ];
  it("complete the last condition and keep what stands before it", () => {
    expect(completions("a=1 ht", { sampledSpans: 3, names, values: [] })).toEqual([
      "a=1 http.route=",
      'a=1 "status"=',
    ]);
    const values = [
      { value: "GET /", spanCount: 1 },
      { value: "7", spanCount: 1 },
    ];
    expect(completions("b=", { sampledSpans: 3, names: [], values })).toEqual(['b="GET /"', "b=7"]);
    expect(completions("b=", null)).toEqual([]);
  });
});
