import { describe, expect, it } from "vitest";
import { exampleDots } from "./track.ts";
import { foldSiblings, hiddenByFolds, openingFolds } from "./waterfall-folds.ts";
import { moveSelection, visibleRows } from "./waterfall-rows.ts";
import { spanAt } from "./waterfall-test-spans.ts";
import { buildSpanTree } from "./waterfall-tree.ts";

/** Six queries one after the other, the third with a child; a seventh that failed; two others. */
const queries = Array.from({ length: 6 }, (_, i) =>
  spanAt(`q${i}`, "root", [10 * i, 10 * i + 4], { name: "SELECT users" }),
);
const tree = buildSpanTree([
  spanAt("root", null, [0, 100]),
  ...queries,
  spanAt("row", "q2", [21, 22]),
  spanAt("bad", "root", [61, 70], { name: "SELECT users", error: true, status: "error" }),
  spanAt("x", "root", [71, 72], { name: "other" }),
  spanAt("y", "root", [73, 74], { name: "other" }),
]);
const folds = foldSiblings(tree);
const rows = (opened: string[], collapsed: string[] = []) =>
  visibleRows(tree, new Set(collapsed), hiddenByFolds(folds, new Set(opened))).map(
    ({ key }) => key,
  );

describe("foldSiblings", () => {
  it("folds five and more alike, keeps what failed and what is few", () => {
    const fold = folds.get("q3");
    expect(fold).toMatchObject({ key: "q0", title: "SELECT users", startNs: 0, endNs: 54e6 });
    // Six times 4 ms.
    expect(fold?.togetherNs).toBe(24e6);
    expect(fold?.nodes.map(({ key }) => key)).toEqual(["q0", "q1", "q2", "q3", "q4", "q5"]);
    expect([folds.get("bad"), folds.get("x"), folds.get("row")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("does not fold four", () => {
    const few = buildSpanTree([spanAt("root", null, [0, 100]), ...queries.slice(0, 4)]);
    expect(foldSiblings(few).size).toBe(0);
  });

  it("gives a fold one row until it is opened", () => {
    expect(rows([])).toEqual(["root", "q0", "bad", "x", "y"]);
    expect(rows(["q0"])).toEqual([
      "root",
      "q0",
      "q1",
      "q2",
      "row",
      "q3",
      "q4",
      "q5",
      "bad",
      "x",
      "y",
    ]);
    expect(rows([], ["root"])).toEqual(["root"]);
  });

  it("opens for a span within it, not for the row that stands for it", () => {
    const opening = (key: string) => {
      const node = tree.byKey.get(key);
      return node && [...openingFolds(new Set(), folds, node)];
    };
    expect(opening("row")).toEqual(["q0"]);
    expect(opening("q4")).toEqual(["q0"]);
    expect(opening("q0")).toEqual([]);
    expect(opening("bad")).toEqual([]);
  });

  it("is one step of the arrow keys", () => {
    const hidden = hiddenByFolds(folds, new Set());
    const next = moveSelection(tree, { selected: "q0", collapsed: new Set(), hidden }, "down");
    expect(next.selected).toBe("bad");
  });
});

describe("exampleDots", () => {
  it("keeps the largest of each stretch and its place", () => {
    const at = (value: number) => ({ value, traceId: String(value) });
    expect(exampleDots([at(5), null, at(9), at(1), null, null], 2)).toEqual([
      { ...at(5), index: 0 },
      { ...at(9), index: 2 },
    ]);
    expect(exampleDots([null, null], 0.2)).toEqual([]);
  });
});
