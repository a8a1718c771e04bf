import { describe, expect, it } from "vitest";
import {
  collapsibleKeys,
  moveSelection,
  type RowMove,
  revealing,
  rowsInSight,
  visibleRows,
} from "./waterfall-rows.ts";
import { spanAt } from "./waterfall-test-spans.ts";
import { buildSpanTree } from "./waterfall-tree.ts";

const tree = buildSpanTree([
  spanAt("a", null, [0, 100]),
  spanAt("b", "a", [10, 40]),
  spanAt("c", "b", [11, 20]),
  spanAt("d", "a", [50, 60]),
]);
const keys = (collapsed: string[]): string[] =>
  visibleRows(tree, new Set(collapsed)).map((row) => row.key);

describe("visibleRows", () => {
  it("hides everything under a collapsed row", () => {
    expect(keys([])).toEqual(["a", "b", "c", "d"]);
    expect(keys(["b"])).toEqual(["a", "b", "d"]);
    expect(keys(["a", "b"])).toEqual(["a"]);
    expect(keys(["gone"])).toEqual(["a", "b", "c", "d"]);
  });

  it("collapses only what has children", () => {
    expect(collapsibleKeys(tree)).toEqual(new Set(["a", "b"]));
  });

  it("opens the ancestors of a row that is to be seen", () => {
    const c = tree.byKey.get("c");
    expect(c && revealing(new Set(["a", "b", "d"]), c)).toEqual(new Set(["d"]));
  });
});

describe("moveSelection", () => {
  const press = (selected: string | null, collapsed: string[], ...moves: RowMove[]) => {
    const start = { selected, collapsed: new Set(collapsed) };
    const end = moves.reduce<Parameters<typeof moveSelection>[1]>(
      (state, move) => moveSelection(tree, state, move),
      start,
    );
    return [end.selected, [...end.collapsed]];
  };

  it("starts at the first row and stays within the list", () => {
    expect(press(null, [], "down")).toEqual(["a", []]);
    expect(press(null, [], "last")).toEqual(["d", []]);
    expect(press("a", [], "up")).toEqual(["a", []]);
    expect(press("a", [], "last", "down")).toEqual(["d", []]);
    expect(press("d", [], "first")).toEqual(["a", []]);
  });

  it("goes by rows, over collapsed children", () => {
    expect(press("b", ["b"], "down")).toEqual(["d", ["b"]]);
    expect(press("b", [], "down")).toEqual(["c", []]);
  });

  it("collapses, then goes to the parent; expands, then goes to the first child", () => {
    expect(press("b", [], "out")).toEqual(["b", ["b"]]);
    expect(press("b", [], "out", "out")).toEqual(["a", ["b"]]);
    expect(press("c", [], "out")).toEqual(["b", []]);
    expect(press("b", ["b"], "in")).toEqual(["b", []]);
    expect(press("b", ["b"], "in", "in")).toEqual(["c", []]);
    expect(press("d", [], "in")).toEqual(["d", []]);
  });
});

describe("rowsInSight", () => {
  const list = { rowCount: 5_000, rowHeightPx: 30, heightPx: 600, overscan: 5 };

  it("has the rows of the scrolled part and a few on each side", () => {
    expect(rowsInSight({ ...list, scrollTopPx: 3_000 })).toEqual({ first: 95, end: 125 });
  });

  it("stays within the list", () => {
    expect(rowsInSight({ ...list, scrollTopPx: 0 })).toEqual({ first: 0, end: 25 });
    expect(rowsInSight({ ...list, scrollTopPx: 149_400 })).toEqual({ first: 4_975, end: 5_000 });
    expect(rowsInSight({ ...list, rowCount: 0, scrollTopPx: 90 })).toEqual({ first: 0, end: 0 });
  });
});
