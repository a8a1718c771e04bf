import { expect, test } from "vitest";
import { describeBoardChanges } from "./board-changes.ts";
import type { BoardPanel, BoardSpec } from "./boards.ts";

const panel = (id: string, change: Partial<BoardPanel> = {}): BoardPanel => ({
  ...{ id, title: id.toUpperCase(), x: 0, y: 0, w: 6, h: 4 },
  chart: { kind: "text", text: id },
  ...change,
});
const spec = (...panels: BoardPanel[]): BoardSpec => ({
  ...{ schemaVersion: 1, variables: ["service", "environment"], panels },
});
const changes = (before: BoardSpec, after: BoardSpec) =>
  describeBoardChanges({ name: "N", spec: before }, { name: "N", spec: after });

test("nothing changed, whatever the order of keys and variables", () => {
  const { id, title, x, y, w, h, chart } = panel("a");
  const same: BoardSpec = {
    panels: [{ chart, h, w, y, x, title, id }],
    variables: ["environment", "service"],
    schemaVersion: 1,
  };
  expect(changes(spec(panel("a")), same)).toEqual([]);
});

test("each change in a clause of its own", () => {
  const before = spec(panel("a"), panel("b"), panel("c"));
  const after = spec(
    panel("a", { title: "Latency", x: 6 }),
    panel("b", { chart: { kind: "text", text: "new" }, h: 5 }),
    panel("d", { title: "" }),
  );
  expect(changes(before, { ...after, variables: [] })).toEqual([
    '"A" is now "Latency"',
    'moved "Latency"',
    'changed "B"',
    'resized "B"',
    "added an untitled panel",
    'removed "C"',
    "variables are now none",
  ]);
});

test("another name", () => {
  const both = spec();
  expect(describeBoardChanges({ name: "Old", spec: both }, { name: "New", spec: both })).toEqual([
    'renamed "Old" to "New"',
  ]);
});
