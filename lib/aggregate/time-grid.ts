/**
 * The points of an answer: buckets of `stepSeconds` from `first` on, of which only what lies between `from` and `to` is
 * counted. Unix seconds. Slot `points`, after the last bucket, stands for the whole range.
 */
export type TimeGrid = {
  first: number;
  stepSeconds: number;
  points: number;
  from: number;
  to: number;
};

/** The bucket that a moment lies in; null: outside of the range. */
export function slotOf(grid: TimeGrid, seconds: number): number | null {
  if (seconds < grid.from || seconds >= grid.to) return null;
  return Math.floor((seconds - grid.first) / grid.stepSeconds);
}

/**
 * Deals out what happened evenly between two moments (`from` exclusive, `to` inclusive): calls back each bucket with its
 * share, and the slot of the whole range with the part that lies within it. Equal moments: all at once.
 */
export function spreadOver(
  grid: TimeGrid,
  [from, to]: readonly [number, number],
  add: (slot: number, share: number) => void,
): void {
  const { first, stepSeconds, points } = grid;
  if (from >= to) {
    if (to <= grid.from || to > grid.to) return;
    add(Math.max(Math.ceil((to - first) / stepSeconds) - 1, 0), 1);
    add(points, 1);
    return;
  }
  const low = Math.max(from, grid.from);
  const high = Math.min(to, grid.to);
  if (high <= low) return;
  const length = to - from;
  let slot = Math.floor((low - first) / stepSeconds);
  for (let at = low; at < high; slot++) {
    const end = Math.min(first + (slot + 1) * stepSeconds, high);
    if (end > at) add(slot, (end - at) / length);
    at = Math.max(end, at);
  }
  add(points, (high - low) / length);
}
