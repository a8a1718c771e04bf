import { expect, test } from "vitest";
import type { BoardPanel } from "@/lib/domain/boards.ts";
import {
  type BoardDraft,
  changePanel,
  duplicatePanel,
  placePanels,
  undone,
  withPanels,
} from "./board-draft.ts";

const panel = (id: string, y: number): BoardPanel => ({
  ...{ id, title: id.toUpperCase(), x: 0, y, w: 6, h: 4 },
  chart: { kind: "text", text: id },
});
const A = panel("p1", 0);
const B = panel("p2", 4);
const draft: BoardDraft = {
  name: "Board",
  visibility: "all",
  spec: { schemaVersion: 1, variables: [], panels: [A, B] },
  past: [],
};

test("each change can be undone, in words, the last first", () => {
  const once = withPanels(draft, [A], { change: "removing P2" });
  const twice = withPanels(once, [], { change: "removing P1" });
  expect(twice.past.map(({ change }) => change)).toEqual(["removing P2", "removing P1"]);
  expect(undone(twice).spec.panels).toEqual([A]);
  expect(undone(undone(twice))).toEqual(draft);
  expect(undone(draft)).toBe(draft);
});

test("what is typed into one field is undone at once", () => {
  const typed = ["L", "La", "Lat"].reduce(
    (current, title) =>
      withPanels(current, changePanel(current.spec.panels, "p1", { title }), {
        change: "changing P1",
        typing: "p1",
      }),
    draft,
  );
  expect(typed.spec.panels[0]?.title).toBe("Lat");
  expect(undone(typed).spec).toEqual(draft.spec);
});

test("a copy stands below its original under an id of its own; what was there makes room", () => {
  expect(duplicatePanel([A, B], "p1").map(({ id, title, y }) => [id, title, y])).toEqual([
    ["p1", "P1", 0],
    ["p3", "P1", 4],
    ["p2", "P2", 8],
  ]);
});

test("places of a grid; null when nothing moved", () => {
  const at = { x: 6, y: 0, w: 6, h: 5 };
  expect(placePanels([A, B], new Map([["p2", at]]))).toEqual([A, { ...B, ...at }]);
  expect(placePanels([A, B], new Map([["p1", { x: 0, y: 0, w: 6, h: 4 }]]))).toBeNull();
});

test("one panel changes, the others stay the same", () => {
  const [a, b] = changePanel([A, B], "p2", { title: "Other" });
  expect(a).toBe(A);
  expect(b).toEqual({ ...B, title: "Other" });
});
