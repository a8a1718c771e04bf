import { describe, expect, it } from "vitest";
import { spanAt } from "./waterfall-test-spans.ts";
import { buildSpanTree } from "./waterfall-tree.ts";

const shape = (spans: Parameters<typeof buildSpanTree>[0]): string[] =>
  buildSpanTree(spans).nodes.map((node) => `${"  ".repeat(node.depth)}${node.key}`);

describe("buildSpanTree", () => {
  it("puts children under their parents by start, whatever the order of arrival", () => {
    expect(
      shape([
        spanAt("c", "b", [12, 14]),
        spanAt("d", "a", [30, 40]),
        spanAt("b", "a", [10, 20]),
        spanAt("a", null, [0, 50]),
      ]),
    ).toEqual(["a", "  b", "    c", "  d"]);
  });

  it("makes a span without its parent a root and says that it is an orphan", () => {
    const tree = buildSpanTree([spanAt("a", null, [0, 9]), spanAt("b", "gone", [3, 4])]);
    expect(tree.roots.map((root) => [root.key, root.orphan])).toEqual([
      ["a", false],
      ["b", true],
    ]);
    expect(tree.orphanCount).toBe(1);
  });

  it("cuts a circle of parents at its earliest span and keeps what hangs from it", () => {
    expect(
      shape([
        spanAt("b", "a", [5, 9]),
        spanAt("a", "c", [1, 9]),
        spanAt("c", "b", [6, 8]),
        spanAt("d", "c", [7, 8]),
        spanAt("self", "self", [20, 21]),
      ]),
    ).toEqual(["a", "  b", "    c", "      d", "self"]);
  });

  it("keeps both spans of one id and gives the children to the earlier", () => {
    const tree = buildSpanTree([
      spanAt("root", null, [0, 30]),
      spanAt("x", "root", [1, 20], { kind: "client" }),
      spanAt("x", "root", [2, 19], { kind: "server" }),
      spanAt("y", "x", [3, 4]),
    ]);
    expect(tree.nodes.map((node) => node.key)).toEqual(["root", "x", "y", "x-2"]);
    expect(tree.byKey.size).toBe(4);
  });

  it("takes the union of children within the span's bounds from its self time", () => {
    const tree = buildSpanTree([
      spanAt("a", null, [0, 100]),
      spanAt("b", "a", [10, 30]),
      spanAt("c", "a", [20, 40]),
      spanAt("late", "a", [90, 150]),
      spanAt("after", "a", [200, 210]),
    ]);
    // Covered: 10–40 and 90–100, so 60 of 100 ms are its own.
    expect(tree.nodes[0]?.selfNs).toBe(60e6);
    expect(tree.durationNs).toBe(210e6);
  });

  it("counts spans and errors below, and spans by service", () => {
    const tree = buildSpanTree([
      spanAt("a", null, [0, 100]),
      spanAt("b", "a", [10, 30], { service: "db", error: true }),
      spanAt("c", "b", [11, 12], { service: "db", error: true }),
    ]);
    expect(tree.nodes.map((node) => [node.descendants, node.errorsBelow])).toEqual([
      [2, 2],
      [1, 1],
      [0, 0],
    ]);
    expect(tree.errorCount).toBe(2);
    expect(tree.services).toEqual([
      // b lasts 20 ms, 1 of them in c; a lasts 100 ms, 20 of them in b.
      { name: "db", spanCount: 2, selfNs: 20e6 },
      { name: "shop", spanCount: 1, selfNs: 80e6 },
    ]);
  });

  it("measures from the earliest span when a skewed clock puts a child before its parent", () => {
    const tree = buildSpanTree([
      { ...spanAt("a", null, [5, 20]), offsetNs: 5e6 },
      { ...spanAt("b", "a", [0, 10]), offsetNs: 0 },
    ]);
    expect(tree.nodes.map((node) => [node.key, node.startNs, node.endNs])).toEqual([
      ["a", 5e6, 20e6],
      ["b", 0, 10e6],
    ]);
  });

  it("takes a chain of 50,000 spans", () => {
    const chain = Array.from({ length: 50_000 }, (_, i) =>
      spanAt(`s${i}`, i === 0 ? null : `s${i - 1}`, [0, 1]),
    );
    expect(buildSpanTree(chain).nodes.at(-1)?.depth).toBe(49_999);
  });

  it("is empty for no spans", () => {
    expect(buildSpanTree([])).toMatchObject({ nodes: [], roots: [], durationNs: 0 });
  });
});
