import { describe, expect, it } from "vitest";
import { buildSearchIndex, findSpans, stepMatch } from "./waterfall-search.ts";
import { spanAt } from "./waterfall-test-spans.ts";
import { buildSpanTree } from "./waterfall-tree.ts";

const tree = buildSpanTree([
  spanAt("a", null, [0, 100], { name: "GET /users", attributes: { "http.route": "/users" } }),
  spanAt("b", "a", [10, 40], { name: "SELECT", attributes: { "db.rows": 12, list: ["x", "Y"] } }),
  spanAt("c", "b", [11, 20], { statusMessage: "Timeout", service: "db" }),
  spanAt("d", "a", [50, 60], {
    name: "SELECT",
    events: [
      {
        at: "2026-01-05T12:00:00.055Z",
        offsetNs: 55e6,
        name: "exception",
        attributes: { kind: "E1" },
      },
    ],
  }),
]);
const index = buildSearchIndex(tree);
const found = (query: string): string[] => findSpans(index, query).map((node) => node.key);

describe("findSpans", () => {
  it("looks in names, services, attributes, events and messages, whatever the case", () => {
    expect(found("select")).toEqual(["b", "d"]);
    expect(found("db.rows=12")).toEqual(["b"]);
    expect(found('"y"')).toEqual(["b"]);
    expect(found("timeout")).toEqual(["c"]);
    expect(found("kind=e1")).toEqual(["d"]);
    expect(found("/USERS")).toEqual(["a"]);
  });

  it("finds nothing for blank or unknown text", () => {
    expect(found("  ")).toEqual([]);
    expect(found("nowhere")).toEqual([]);
  });
});

describe("stepMatch", () => {
  const matches = findSpans(index, "select");
  const step = (from: string | null, by: 1 | -1) => stepMatch(tree, matches, { from, by })?.key;

  it("goes to the next and the previous from any row, round the end", () => {
    expect(step(null, 1)).toBe("b");
    expect(step("b", 1)).toBe("d");
    expect(step("d", 1)).toBe("b");
    expect(step("c", 1)).toBe("d");
    expect(step("c", -1)).toBe("b");
    expect(step("b", -1)).toBe("d");
  });

  it("has nowhere to go without a match", () => {
    expect(stepMatch(tree, [], { from: "a", by: 1 })).toBeNull();
  });
});
