import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TraceSpan } from "@/lib/contract/traces.ts";
import { criticalPath, sharesOfPath } from "./waterfall-critical-path.ts";
import { spanAt } from "./waterfall-test-spans.ts";
import { buildSpanTree } from "./waterfall-tree.ts";

const pathOf = (spans: TraceSpan[]): [string, number, number][] =>
  criticalPath(buildSpanTree(spans)).map(({ node, startNs, endNs }) => [
    node.key,
    startNs / 1e6,
    endNs / 1e6,
  ]);

describe("criticalPath", () => {
  it("goes into the child that finished last, then the last that finished before it began", () => {
    expect(
      pathOf([
        spanAt("a", null, [0, 100]),
        spanAt("first", "a", [10, 40]),
        spanAt("beside", "a", [15, 45]),
        spanAt("last", "a", [50, 90]),
        spanAt("inner", "last", [60, 70]),
      ]),
    ).toEqual([
      ["a", 0, 15],
      ["beside", 15, 45],
      ["a", 45, 50],
      ["last", 50, 60],
      ["inner", 60, 70],
      ["last", 70, 90],
      ["a", 90, 100],
    ]);
  });

  it("takes an overlap of less than a millisecond for the clock's grain", () => {
    expect(
      pathOf([
        spanAt("a", null, [0, 100]),
        spanAt("first", "a", [0, 50.4]),
        spanAt("then", "a", [50, 100]),
      ]),
    ).toEqual([
      ["first", 0, 50],
      ["then", 50, 100],
    ]);
  });

  it("skips a child that was still running when the next one began", () => {
    expect(
      pathOf([
        spanAt("a", null, [0, 100]),
        spanAt("overlapping", "a", [0, 60]),
        spanAt("last", "a", [50, 100]),
      ]),
    ).toEqual([
      ["a", 0, 50],
      ["last", 50, 100],
    ]);
  });

  it("holds a child that outlives its parent to the parent's end, with all below it", () => {
    expect(
      pathOf([
        spanAt("a", null, [0, 100]),
        spanAt("b", "a", [20, 150]),
        spanAt("c", "b", [30, 140]),
        spanAt("later", null, [150, 160]),
      ]),
    ).toEqual([
      ["a", 0, 20],
      ["b", 20, 30],
      ["c", 30, 100],
      ["later", 150, 160],
    ]);
  });

  it("leaves out a child that began after its parent ended", () => {
    expect(pathOf([spanAt("a", null, [0, 10]), spanAt("consumer", "a", [20, 30])])).toEqual([
      ["a", 0, 10],
    ]);
  });

  it("ends at nothing for no spans", () => {
    expect(pathOf([])).toEqual([]);
  });

  it("covers every moment of a single root exactly once", () => {
    const bounds = fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 200 }), fc.nat(20));
    fc.assert(
      fc.property(fc.array(bounds, { maxLength: 30 }), (children) => {
        const spans = children.map(([start, length, parent], i) =>
          spanAt(`s${i}`, parent < i ? `s${parent}` : "root", [
            start,
            Math.min(400, start + length),
          ]),
        );
        const path = pathOf([spanAt("root", null, [0, 400]), ...spans]);
        let reached = 0;
        for (const [, start, end] of path) {
          expect(start).toBe(reached);
          expect(end).toBeGreaterThan(start);
          reached = end;
        }
        expect(reached).toBe(400);
      }),
    );
  });

  it("takes a chain of 20,000 spans", () => {
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      spanAt(`s${i}`, i === 0 ? null : `s${i - 1}`, [0, 1]),
    );
    expect(pathOf(chain)).toEqual([["s19999", 0, 1]]);
  });
});

describe("sharesOfPath", () => {
  it("sums the path by service and name and opens the longest stretch", () => {
    const tree = buildSpanTree([
      spanAt("a", null, [0, 100]),
      spanAt("q1", "a", [10, 30], { service: "db", name: "SELECT" }),
      spanAt("q2", "a", [40, 90], { service: "db", name: "SELECT", error: true }),
    ]);
    expect(sharesOfPath(criticalPath(tree))).toEqual([
      { service: "db", name: "SELECT", ns: 70e6, share: 0.7, spanCount: 2, error: true, key: "q2" },
      { service: "shop", name: "a", ns: 30e6, share: 0.3, spanCount: 1, error: false, key: "a" },
    ]);
  });
});
