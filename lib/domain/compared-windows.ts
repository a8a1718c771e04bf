/** A stretch of time in Unix seconds, `to` exclusive. */
export type Stretch = { from: number; to: number };

/** Equal stretches before and after something happened. */
export type ComparedWindows = { windowSeconds: number; before: Stretch; after: Stretch };

type Happening = {
  /** Unix seconds at which it happened; fractions are allowed. */
  at: number;
  /** When something else happened to the same services, Unix seconds; it must lie in neither window. */
  others: readonly number[];
  /** Nothing after this is known yet. */
  until: number;
};

/** Shorter windows say more about chance than about what happened. */
const SHORTEST_SECONDS = 60;

/**
 * The longest equal windows, at most `windowSeconds`, in whole rows of `rowSeconds`, with no other event inside. The
 * row in which it happened belongs to neither. Null: not even a minute, or one row, fits.
 */
export function comparedWindows(
  { at, others, until }: Happening,
  { windowSeconds, rowSeconds }: { windowSeconds: number; rowSeconds: number },
): ComparedWindows | null {
  const down = (seconds: number) => Math.floor(seconds / rowSeconds) * rowSeconds;
  const up = (seconds: number) => Math.ceil(seconds / rowSeconds) * rowSeconds;
  const end = down(at);
  const start = up(at);
  const previous = Math.max(
    ...others.filter((other) => other < at).map(up),
    Number.NEGATIVE_INFINITY,
  );
  const next = Math.min(...others.filter((other) => other > at).map(down), down(until));
  const wanted = Math.max(windowSeconds, rowSeconds);
  const length = down(Math.min(wanted, end - previous, next - start));
  if (length < Math.max(SHORTEST_SECONDS, rowSeconds)) return null;
  return {
    windowSeconds: length,
    before: { from: end - length, to: end },
    after: { from: start, to: start + length },
  };
}
