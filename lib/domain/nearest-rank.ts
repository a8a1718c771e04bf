/** The q-quantile (0 < q ≤ 1) of values in any order: the one of rank ceil(q·n); null: there is none. */
export function nearestRank(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? null;
}
