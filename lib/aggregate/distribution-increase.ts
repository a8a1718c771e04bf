import {
  addDistribution,
  type Distribution,
  type ExplicitBuckets,
  emptyDistribution,
  sameBounds,
} from "./distribution.ts";
import { sketchLowerBound } from "./latency-sketch.ts";

/**
 * What a cumulative distribution has gained since an earlier one of the same stream. An exponential histogram widens
 * its range and coarsens its scale as it goes: each bucket of before then lies within one bucket of now and is taken
 * from there. Null when the two do not fit, as when a bucket has lost something.
 * @see OpenTelemetry metrics data model, "ExponentialHistogram", on merging by downscaling
 */
export function increaseOf(now: Distribution, before: Distribution): Distribution | null {
  const [part, ...others] = now.explicit;
  const [earlier, ...earlierOthers] = before.explicit;
  const isPlain = others.length + earlierOthers.length === 0;
  if (part && earlier && isPlain && isExplicitAlone(now) && isExplicitAlone(before)) {
    if (sameBounds(part.bounds, earlier.bounds)) return explicitIncrease(part, earlier);
  }
  const gained = emptyDistribution();
  addDistribution(gained, now);
  gained.zeroCount -= before.zeroCount;
  for (const [index, count] of before.exponential) {
    const known = gained.exponential.get(index);
    if (known === count) gained.exponential.delete(index);
    else if (known !== undefined) gained.exponential.set(index, known - count);
    else if (!takeWithin(gained, sketchLowerBound(index), sketchLowerBound(index + 1), count)) {
      return null;
    }
  }
  for (const { bounds, counts } of before.explicit) {
    for (const [i, count] of counts.entries()) {
      if (count === 0) continue;
      const low = bounds[i - 1] ?? Number.NEGATIVE_INFINITY;
      const high = bounds[i] ?? Number.POSITIVE_INFINITY;
      if (!takeWithin(gained, low, high, count)) return null;
    }
  }
  return isPossible(gained) ? withoutEmptyParts(gained) : null;
}

const isExplicitAlone = ({ zeroCount, exponential }: Distribution): boolean =>
  zeroCount === 0 && exponential.size === 0;

/** What most histograms come to: each bucket by itself. */
function explicitIncrease(now: ExplicitBuckets, before: ExplicitBuckets): Distribution | null {
  const gained = emptyDistribution();
  const counts = new Array<number>(now.counts.length);
  let hasGained = false;
  for (let i = 0; i < counts.length; i++) {
    const gain = (now.counts[i] ?? 0) - (before.counts[i] ?? 0);
    if (!(gain >= 0)) return null;
    if (gain > 0) hasGained = true;
    counts[i] = gain;
  }
  if (hasGained) gained.explicit.push({ bounds: now.bounds, counts });
  return gained;
}

/** Takes a count from the one bucket that holds (low, high] whole; false: there is none. */
function takeWithin(from: Distribution, low: number, high: number, count: number): boolean {
  for (const { bounds, counts } of from.explicit) {
    const found = bounds.findIndex((bound) => high <= bound);
    const at = found === -1 ? bounds.length : found;
    if (low < (bounds[at - 1] ?? Number.NEGATIVE_INFINITY)) continue;
    counts[at] = (counts[at] ?? 0) - count;
    return true;
  }
  return false;
}

const isPossible = ({ zeroCount, exponential, explicit }: Distribution): boolean =>
  zeroCount >= 0 &&
  [...exponential.values()].every((count) => count >= 0) &&
  explicit.every(({ counts }) => counts.every((count) => count >= 0));

const withoutEmptyParts = (distribution: Distribution): Distribution => ({
  ...distribution,
  explicit: distribution.explicit.filter(({ counts }) => counts.some((count) => count !== 0)),
});
