import { BOARD_COLUMNS, type BoardPanel, type PanelPlace } from "./boards.ts";
import type { ChartSpec } from "./chart-spec.ts";

/** Columns and rows of a panel. */
export type PanelSize = { w: number; h: number };

/** The smallest panel that can still be read. */
export const SMALLEST: PanelSize = { w: 2, h: 2 };

/** What a new panel of a chart takes. */
export function sizeFor(chart: ChartSpec): PanelSize {
  if (chart.kind === "text") return { w: 12, h: 2 };
  const isFigure = "visual" in chart && chart.visual === "figure";
  return isFigure ? { w: 3, h: 3 } : { w: 6, h: 6 };
}

/** An id that no panel has: the number after the largest so far. */
export function nextPanelId(panels: readonly BoardPanel[]): string {
  const numbers = panels.map(({ id }) => Number(/^p(\d+)$/.exec(id)?.[1] ?? 0));
  return `p${Math.max(0, ...numbers) + 1}`;
}

const overlaps = (a: PanelPlace, b: PanelPlace): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** The first free place from the top, left before right, that holds a size. */
export function freePlace(panels: readonly PanelPlace[], { w, h }: PanelSize): PanelPlace {
  const bottom = Math.max(0, ...panels.map((panel) => panel.y + panel.h));
  for (let y = 0; y < bottom; y += 1) {
    for (let x = 0; x + w <= BOARD_COLUMNS; x += 1) {
      const place = { x, y, w, h };
      if (!panels.some((panel) => overlaps(panel, place))) return place;
    }
  }
  return { x: 0, y: bottom, w, h };
}

/** The panels and one more for a chart, in the first free place. */
export function addPanel(
  panels: readonly BoardPanel[],
  { title, chart, size }: { title: string; chart: ChartSpec; size?: PanelSize },
): BoardPanel[] {
  const place = freePlace(panels, size ?? sizeFor(chart));
  return [...panels, { id: nextPanelId(panels), title, chart, ...place }];
}

/** By rows from the top, left before right: the order of one column, and of reading. */
export const readingOrder = (panels: readonly BoardPanel[]): BoardPanel[] =>
  [...panels].sort((a, b) => a.y - b.y || a.x - b.x);

/** The panels in reading order, each as far up as its columns are free; none covers another. */
export function packPanels(panels: readonly BoardPanel[]): BoardPanel[] {
  const packed: BoardPanel[] = [];
  for (const panel of readingOrder(panels)) {
    let y = panel.y;
    while (packed.some((other) => overlaps(other, { ...panel, y }))) y += 1;
    while (y > 0 && !packed.some((other) => overlaps(other, { ...panel, y: y - 1 }))) y -= 1;
    packed.push({ ...panel, y });
  }
  return packed;
}
