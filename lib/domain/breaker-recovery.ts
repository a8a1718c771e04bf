/** Calls that a dependency had in a bucket, as it or its callers tell of them. Unix ms. */
export type DependencyBucket = { fromMs: number; toMs: number; count: number; errors: number };

/** A stretch of time; Unix ms. */
export type Stretch = { fromMs: number; toMs: number };

/** A dependency whose share of errors lies below this is well. */
export const WELL_BELOW = 0.05;

/**
 * How long a breaker stayed open after its dependency was well again, in ms. `episode`: from its opening until it closed
 * (or now), `open`: the stretches in it in which calls were refused. The dependency is well again after the last bucket
 * of the episode in which 5 % or more of its calls failed, when a later one shows calls. Null: it did not show to
 * be unwell, or has not been seen to be well since.
 */
export function openAfterRecovery(
  episode: Stretch,
  open: readonly Stretch[],
  buckets: readonly DependencyBucket[],
): { recoveredMs: number; openMs: number } | null {
  const within = buckets.filter(
    ({ count, fromMs, toMs }) => count > 0 && toMs > episode.fromMs && fromMs < episode.toMs,
  );
  const last = within.findLastIndex(({ count, errors }) => errors / count >= WELL_BELOW);
  const unwell = within[last];
  if (!unwell || last === within.length - 1) return null;
  const recoveredMs = Math.max(unwell.toMs, episode.fromMs);
  const openMs = open.reduce(
    (sum, { fromMs, toMs }) => sum + Math.max(0, toMs - Math.max(fromMs, recoveredMs)),
    0,
  );
  return { recoveredMs, openMs };
}
