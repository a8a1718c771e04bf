import { nextPanelId, readingOrder } from "@/lib/domain/board-layout.ts";
import type { BoardPanel, BoardSpec, PanelPlace } from "@/lib/domain/boards.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";

/** A board while somebody edits it. */
export type BoardDraft = {
  name: string;
  visibility: Visibility;
  spec: BoardSpec;
  /** What to go back to, the last change last. */
  past: readonly { spec: BoardSpec; change: string; typing: string | null }[];
};

const MOST_STEPS = 50;

/**
 * The draft with other panels; `change` says in words what undoing it undoes. Changes in a row with the same `typing`,
 * such as the letters of a title, are undone together.
 */
export function withPanels(
  draft: BoardDraft,
  panels: readonly BoardPanel[],
  { change, typing = null }: { change: string; typing?: string | null },
): BoardDraft {
  const goesOn = typing !== null && draft.past.at(-1)?.typing === typing;
  const step = { spec: draft.spec, change, typing };
  const past = goesOn ? draft.past : [...draft.past, step].slice(-MOST_STEPS);
  return { ...draft, spec: { ...draft.spec, panels: [...panels] }, past };
}

/** The draft before its last change; itself when there was none. */
export function undone(draft: BoardDraft): BoardDraft {
  const last = draft.past.at(-1);
  return last ? { ...draft, spec: last.spec, past: draft.past.slice(0, -1) } : draft;
}

/** The panels with one replaced by itself and a change. */
export const changePanel = (
  panels: readonly BoardPanel[],
  id: string,
  change: Partial<BoardPanel>,
): BoardPanel[] => panels.map((panel) => (panel.id === id ? { ...panel, ...change } : panel));

/** The panels with a copy of one below it; everything further down makes room. */
export function duplicatePanel(panels: readonly BoardPanel[], id: string): BoardPanel[] {
  const original = panels.find((panel) => panel.id === id);
  if (!original) return [...panels];
  const top = original.y + original.h;
  const copy = { ...original, id: nextPanelId(panels), y: top };
  return readingOrder([
    ...panels.map((panel) => (panel.y >= top ? { ...panel, y: panel.y + original.h } : panel)),
    copy,
  ]);
}

/** The panels at other places; a panel without one keeps its own. Null: no panel moved. */
export function placePanels(
  panels: readonly BoardPanel[],
  places: ReadonlyMap<string, PanelPlace>,
): BoardPanel[] | null {
  let moved = false;
  const placed = panels.map((panel) => {
    const place = places.get(panel.id);
    if (!place || isAt(panel, place)) return panel;
    moved = true;
    return { ...panel, x: place.x, y: place.y, w: place.w, h: place.h };
  });
  return moved ? placed : null;
}

const isAt = (a: PanelPlace, b: PanelPlace): boolean =>
  a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;
