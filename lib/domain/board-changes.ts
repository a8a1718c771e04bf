import type { BoardPanel, BoardSpec } from "./boards.ts";

/** A board's content under its name. */
type Named = { name: string; spec: BoardSpec };

/** What is different after a save, one clause each: `added "Errors"`, `moved "Latency"`. Empty: nothing. */
export function describeBoardChanges(before: Named, after: Named): string[] {
  const changes: string[] = [];
  if (before.name !== after.name) changes.push(`renamed "${before.name}" to "${after.name}"`);
  const old = new Map(before.spec.panels.map((panel) => [panel.id, panel]));
  const kept = new Set(after.spec.panels.map(({ id }) => id));
  for (const panel of after.spec.panels) {
    const previous = old.get(panel.id);
    changes.push(...(previous ? panelChanges(previous, panel) : [`added ${nameOf(panel)}`]));
  }
  for (const panel of before.spec.panels) {
    if (!kept.has(panel.id)) changes.push(`removed ${nameOf(panel)}`);
  }
  if (!sameJson([...before.spec.variables].sort(), [...after.spec.variables].sort())) {
    changes.push(`variables are now ${after.spec.variables.join(" and ") || "none"}`);
  }
  return changes;
}

function panelChanges(before: BoardPanel, after: BoardPanel): string[] {
  const changes: string[] = [];
  if (before.title !== after.title) changes.push(`${nameOf(before)} is now ${nameOf(after)}`);
  if (!sameJson(before.chart, after.chart)) changes.push(`changed ${nameOf(after)}`);
  if (before.x !== after.x || before.y !== after.y) changes.push(`moved ${nameOf(after)}`);
  if (before.w !== after.w || before.h !== after.h) changes.push(`resized ${nameOf(after)}`);
  return changes;
}

const nameOf = ({ title }: BoardPanel): string =>
  title === "" ? "an untitled panel" : `"${title}"`;

/** Whether two JSON values are equal; the order of an object's keys does not count. */
function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!(a instanceof Object) || !(b instanceof Object)) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)))
  );
}
