/** The series that are drawn by themselves, and what becomes of the others. */
export type TopSeries<Series> = {
  drawn: readonly Series[];
  /** How many are not drawn by themselves. */
  restCount: number;
  /** The others added up, bucket by bucket, null where none of them is known; null: there are none, or no sum of them means anything. */
  restValues: readonly (number | null)[] | null;
};

type Options<Series> = {
  most: number;
  valuesOf: (series: Series) => readonly (number | null)[];
  /** Rates and counts add up; quantiles, means and ratios do not. */
  addsUp: boolean;
};

/** The first series of a list that is sorted by importance, and the rest summarised as far as that is honest. */
export function topSeries<Series>(
  all: readonly Series[],
  { most, valuesOf, addsUp }: Options<Series>,
): TopSeries<Series> {
  const drawn = all.slice(0, most);
  const rest = all.slice(most);
  const restValues = addsUp && rest.length > 0 ? addUp(rest.map(valuesOf)) : null;
  return { drawn, restCount: rest.length, restValues };
}

function addUp(lists: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(...lists.map((values) => values.length));
  return Array.from({ length }, (_, index) => {
    const known = lists.map((values) => values[index] ?? null).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}

/** "15 others", as their line is called. */
export const restLabel = (count: number): string => `${count} ${count === 1 ? "other" : "others"}`;

/** What is said about series that are not drawn by themselves; null: all are. */
export function restNote({ drawn, restCount, restValues }: TopSeries<unknown>): string | null {
  if (restCount === 0) return null;
  return restValues === null
    ? `the ${drawn.length} largest, ${restCount} more not drawn`
    : `the ${drawn.length} largest, ${restLabel(restCount)} added up`;
}
