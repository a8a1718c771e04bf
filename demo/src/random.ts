/** A source of numbers in [0, 1). */
export type Random = () => number;

/** The same seed gives the same sequence (the mulberry32 generator). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An exponentially distributed value: the gap between arrivals of a Poisson process. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

/** A log-normally distributed value around `median`; `sigma` 0.5 puts the 99th percentile at 3.2 times the median. */
export function logNormal(random: Random, median: number, sigma: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()));
}

/** One of the entries, as often as its weight says. */
export function pickWeighted<T extends { weight: number }>(
  random: Random,
  entries: readonly T[],
): T {
  let left = random() * entries.reduce((sum, entry) => sum + entry.weight, 0);
  for (const entry of entries) {
    left -= entry.weight;
    if (left < 0) return entry;
  }
  const last = entries.at(-1);
  if (!last) throw new RangeError("nothing to pick from");
  return last;
}

/** An integer from 1 to `count`, low ones more often: the share up to x is about sqrt(x / count). */
export function pickPopular(random: Random, count: number): number {
  return 1 + Math.floor(random() ** 2 * count);
}

/** An integer from 1 to `count` - 1, with a heavy tail: the share up to x is about ln x / ln count. */
export function pickHeavyTailed(random: Random, count: number): number {
  return Math.floor(count ** random());
}
