/** The nearest-rank quantile of values in any order; null of none. */
export function percentile(values: readonly number[], q: number): number | null {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)] ?? null;
}
