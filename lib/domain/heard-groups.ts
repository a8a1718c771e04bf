/** When a group of a rule was last heard of, and for how long by then. */
export type HeardGroup = {
  lastMs: number;
  /** What it was heard of less what it was silent between, 0 to `LONGEST_HEARD_MS`. */
  forMs: number;
};

/** Hearing of a group counts up to so much: a day of silence uses it up, and then it begins anew. */
export const LONGEST_HEARD_MS = 24 * 3_600_000;

/**
 * A group that is heard of by an evaluation. `previousMs`: when the evaluation before was made; a group that it did not
 * hear of was silent since it was heard of last. `before` undefined: it is heard of for the first time.
 */
export function heardAgain(
  before: HeardGroup | undefined,
  { atMs, previousMs }: { atMs: number; previousMs: number | null },
): HeardGroup {
  if (before === undefined) return { lastMs: atMs, forMs: 0 };
  const passedMs = atMs - before.lastMs;
  const isUnbroken = previousMs !== null && before.lastMs >= previousMs;
  const forMs = isUnbroken ? before.forMs + passedMs : before.forMs - passedMs;
  return { lastMs: atMs, forMs: Math.min(Math.max(forMs, 0), LONGEST_HEARD_MS) };
}
