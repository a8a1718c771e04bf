import {
  type Layout,
  type LayoutItem,
  moveElement,
  verticalCompactor,
} from "react-grid-layout/core";
import { SMALLEST } from "@/lib/domain/board-layout.ts";
import { BOARD_COLUMNS, type BoardPanel, type PanelPlace } from "@/lib/domain/boards.ts";

/** The panels as the grid's library knows them. */
export const toLayout = (panels: readonly BoardPanel[]): Layout =>
  panels.map(({ id, x, y, w, h }) => ({ i: id, x, y, w, h, minW: SMALLEST.w, minH: SMALLEST.h }));

/** Where each panel is in a layout. */
export const toPlaces = (layout: Layout): Map<string, PanelPlace> =>
  new Map(layout.map(({ i, x, y, w, h }) => [i, { x, y, w, h }]));

/** Columns and rows by which a panel moves, or grows. */
export type Nudge = { kind: "move" | "resize"; columns: number; rows: number };

/** The layout after a panel was moved or resized by keys: others make room and all close up, as when it is dragged. */
export function nudge(layout: Layout, id: string, { kind, columns, rows }: Nudge): Layout {
  const item = layout.find(({ i }) => i === id);
  if (!item) return layout;
  if (kind === "resize") {
    const w = Math.min(BOARD_COLUMNS - item.x, Math.max(SMALLEST.w, item.w + columns));
    const h = Math.max(SMALLEST.h, item.h + rows);
    const grown = layout.map((one) => (one.i === id ? { ...one, w, h } : one));
    return verticalCompactor.compact(grown, BOARD_COLUMNS);
  }
  const x = Math.min(BOARD_COLUMNS - item.w, Math.max(0, item.x + columns));
  const y = rowBeyond(layout, item, rows);
  const items = layout.map((one) => ({ ...one }));
  const moving = items.find(({ i }) => i === id) ?? item;
  const moved = moveElement(items, moving, x, y, true, false, "vertical", BOARD_COLUMNS);
  return verticalCompactor.compact(moved, BOARD_COLUMNS);
}

/**
 * The row to which a panel has to go so that it changes places with its neighbour above or below: a step of one row
 * would close up again.
 */
function rowBeyond(layout: Layout, item: LayoutItem, rows: number): number {
  const isBeside = ({ i, x, w }: LayoutItem) =>
    i !== item.i && x < item.x + item.w && item.x < x + w;
  const neighbours = layout.filter(isBeside);
  if (rows > 0) {
    const below = neighbours
      .filter(({ y }) => y >= item.y + item.h)
      .toSorted((a, b) => a.y - b.y)[0];
    return below ? item.y + below.h : item.y;
  }
  if (rows < 0) {
    const above = neighbours
      .filter(({ y, h }) => y + h <= item.y)
      .toSorted((a, b) => b.y + b.h - a.y - a.h)[0];
    return above ? above.y : Math.max(0, item.y + rows);
  }
  return item.y;
}
