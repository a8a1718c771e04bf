/** What is known of several things, added up; null: nothing is. */
export const sumOfKnown = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
};

/** The largest that is known; null: nothing is. */
export const largestKnown = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** The course of several things as one, bucket by bucket; the buckets of all are the same. */
export function courseOf<Point>(
  courses: readonly (readonly Point[])[],
  pick: (point: Point) => number | null,
  merge: (values: readonly (number | null)[]) => number | null,
): (number | null)[] {
  const [first = []] = courses;
  return first.map((_, slot) =>
    merge(
      courses.map((points) => {
        const point = points[slot];
        return point === undefined ? null : pick(point);
      }),
    ),
  );
}
