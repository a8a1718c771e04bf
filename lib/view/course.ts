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

/** Starts of an answer's buckets, Unix ms: every group that has points has the same. */
export function startsOf({
  whole,
  things,
}: {
  whole: { at: readonly string[] } | undefined;
  things: readonly { points: readonly { at: string }[] }[];
}): number[] {
  const starts = whole?.at ?? things[0]?.points.map(({ at }) => at) ?? [];
  return starts.map((at) => Date.parse(at));
}
