import { describe, expect, it } from "vitest";
import { plainText } from "./sentence.ts";
import { compareTraces, comparisonCondition, deltaText } from "./trace-compare.ts";
import { spanAt } from "./waterfall-test-spans.ts";

const get = { name: "GET /cart" };
const users = { name: "SELECT users", service: "db" };

/** 100 ms: one query of 20 ms, a render of 30 ms; 50 ms are its own. */
const a = [
  spanAt("a1", null, [0, 100], get),
  spanAt("a2", "a1", [10, 30], users),
  spanAt("a3", "a1", [40, 70], { name: "render" }),
];
/** 400 ms: two queries of 100 and 150 ms, no render, a retry of 10 ms that failed. */
const b = [
  spanAt("b1", null, [0, 400], get),
  spanAt("b2", "b1", [10, 110], users),
  spanAt("b3", "b1", [120, 270], users),
  spanAt("b4", "b1", [280, 290], { name: "retry", error: true }),
];

describe("compareTraces", () => {
  const comparison = compareTraces(a, b);

  it("matches spans by service and title below the same parent", () => {
    expect(
      comparison.rows.map((row) => [
        row.depth,
        row.title,
        row.a?.spanCount ?? null,
        row.b?.spanCount ?? null,
        row.selfDeltaNs / 1e6,
      ]),
    ).toEqual([
      // 400 less 260 ms in children, against 100 less 50.
      [0, "GET /cart", 1, 1, 140 - 50],
      [1, "SELECT users", 1, 2, 250 - 20],
      [1, "render", 1, null, -30],
      [1, "retry", null, 1, 10],
    ]);
    expect([comparison.onlyInA, comparison.onlyInB, comparison.largestDeltaNs]).toEqual([
      1, 1, 230e6,
    ]);
  });

  it("keeps equal names below different parents apart", () => {
    const nested = [
      spanAt("r", null, [0, 100], get),
      spanAt("m", "r", [0, 50], { name: "middle" }),
      spanAt("q", "m", [10, 30], users),
    ];
    const titles = compareTraces(a, nested).rows.map((row) => `${row.depth} ${row.title}`);
    expect(titles).toEqual([
      "0 GET /cart",
      "1 SELECT users",
      "1 render",
      "1 middle",
      "2 SELECT users",
    ]);
  });

  it("says how much longer, where, and what only one did", () => {
    const { status, parts } = comparisonCondition(comparison);
    expect(status).toBe("warning");
    expect(plainText(parts).replaceAll("\u00a0", " ")).toBe(
      "B took 400 ms, 300 ms longer than A. Most of it in SELECT users of db: + 230 ms, 2 times instead of 1. 1 step only in B, 1 step only in A.",
    );
  });

  it("finds nothing in a trace beside itself", () => {
    const same = compareTraces(a, a);
    expect(same.rows.every((row) => row.selfDeltaNs === 0)).toBe(true);
    expect(plainText(comparisonCondition(same).parts)).toContain(
      "as long as A. Both did the same steps.",
    );
    expect(deltaText(0)).toBe("same");
  });
});
