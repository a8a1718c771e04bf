const STEPS = [1, 2, 2.5, 4, 5, 10] as const;

/**
 * Round ticks from zero to at or above `max`, at most `most` of them besides zero. Nothing known gives 0 and 1.
 * @example zeroTicks(880, 5) → [0, 200, 400, 600, 800, 1000]
 */
export function zeroTicks(max: number, most: number): number[] {
  if (!(max > 0)) return [0, 1];
  const raw = max / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = STEPS.find((step) => step * power >= raw * (1 - 1e-9)) ?? 10;
  const step = factor * power;
  const count = Math.ceil(max / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/**
 * Round ticks that cover `min` to `max` and hold zero, at most `most` steps: from zero unless values are below it.
 * @example spanTicks(-30, 90, 4) → [-50, 0, 50, 100]
 */
export function spanTicks(min: number, max: number, most: number): number[] {
  if (!(min < 0)) return zeroTicks(max, most);
  const [, step = 1] = zeroTicks(Math.max(-min, max), Math.max(1, Math.floor(most / 2)));
  const lowest = Math.ceil(-min / step - 1e-9);
  const highest = Math.max(0, Math.ceil(max / step - 1e-9));
  return Array.from({ length: lowest + highest + 1 }, (_, index) =>
    Number(((index - lowest) * step).toPrecision(12)),
  );
}

/** The largest known value of several lists; 0 when nothing is known. */
export function largestOf(...lists: readonly (readonly (number | null | undefined)[])[]): number {
  let largest = 0;
  for (const list of lists) {
    for (const value of list)
      if (value !== null && value !== undefined && value > largest) largest = value;
  }
  return largest;
}

/** The smallest known value of several lists; null when nothing is known. */
export function smallestOf(...lists: readonly (readonly (number | null)[])[]): number | null {
  let smallest: number | null = null;
  for (const list of lists) {
    for (const value of list)
      if (value !== null && (smallest === null || value < smallest)) smallest = value;
  }
  return smallest;
}
