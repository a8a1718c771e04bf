import type { SpanNode, SpanTree } from "./waterfall-tree.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** The rows to draw: every node but those under a collapsed one, and those hidden with all below them. */
export function visibleRows(
  tree: SpanTree,
  collapsed: ReadonlySet<string>,
  hidden: ReadonlySet<string> = NOTHING,
): SpanNode[] {
  const rows: SpanNode[] = [];
  for (let i = 0; i < tree.nodes.length; i++) {
    const node = tree.nodes[i];
    if (node === undefined) break;
    const isHidden = hidden.has(node.key);
    if (!isHidden) rows.push(node);
    if (isHidden || collapsed.has(node.key)) i += node.descendants;
  }
  return rows;
}

/** Every node that has children, for "collapse all". */
export const collapsibleKeys = (tree: SpanTree): Set<string> =>
  new Set(tree.nodes.filter((node) => node.children.length > 0).map((node) => node.key));

/** `collapsed` without the ancestors of a node, so that the node has a row. */
export function revealing(collapsed: ReadonlySet<string>, node: SpanNode): Set<string> {
  const opened = new Set(collapsed);
  for (let above = node.parent; above !== null; above = above.parent) opened.delete(above.key);
  return opened;
}

export type RowMove = "up" | "down" | "first" | "last" | "out" | "in";

export type RowState = {
  selected: string | null;
  collapsed: ReadonlySet<string>;
  /** Spans without a row, with all below them; absent: none. */
  hidden?: ReadonlySet<string>;
};

/**
 * The state after a key: up and down go by rows; `out` collapses an open row, else goes to its
 * parent; `in` expands a collapsed row, else goes to its first child. Nothing selected: the first row.
 */
export function moveSelection(tree: SpanTree, state: RowState, move: RowMove): RowState {
  const rows = visibleRows(tree, state.collapsed, state.hidden);
  const at = rows.findIndex((row) => row.key === state.selected);
  const row = rows[at];
  if (row === undefined) {
    return { ...state, selected: (move === "last" ? rows.at(-1) : rows[0])?.key ?? null };
  }
  switch (move) {
    case "up":
      return { ...state, selected: (rows[at - 1] ?? row).key };
    case "down":
      return { ...state, selected: (rows[at + 1] ?? row).key };
    case "first":
      return { ...state, selected: (rows[0] ?? row).key };
    case "last":
      return { ...state, selected: (rows.at(-1) ?? row).key };
    case "out":
      return stepOut(state, row);
    case "in":
      return stepIn(state, row);
  }
}

function stepOut(state: RowState, row: SpanNode): RowState {
  if (row.children.length > 0 && !state.collapsed.has(row.key)) {
    return { ...state, collapsed: new Set(state.collapsed).add(row.key) };
  }
  return { ...state, selected: (row.parent ?? row).key };
}

function stepIn(state: RowState, row: SpanNode): RowState {
  if (!state.collapsed.has(row.key)) return { ...state, selected: (row.children[0] ?? row).key };
  const collapsed = new Set(state.collapsed);
  collapsed.delete(row.key);
  return { ...state, collapsed };
}

export type RowWindow = { first: number; end: number };

/** The rows in sight of a list of equally tall rows, with `overscan` more on each side. */
export function rowsInSight(list: {
  rowCount: number;
  rowHeightPx: number;
  scrollTopPx: number;
  heightPx: number;
  overscan: number;
}): RowWindow {
  const { rowCount, rowHeightPx, scrollTopPx, heightPx, overscan } = list;
  const first = Math.floor(scrollTopPx / rowHeightPx) - overscan;
  const end = Math.ceil((scrollTopPx + heightPx) / rowHeightPx) + overscan;
  return {
    first: Math.min(Math.max(0, first), rowCount),
    end: Math.max(0, Math.min(rowCount, end)),
  };
}
