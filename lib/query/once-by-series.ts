type OfSeries = { dimensions: object };

/**
 * What is worked out of whose a line is, and of nothing else: once for each series, since lines of the same series come
 * again with every question, and the dimensions of each are one object.
 */
export function onceBySeries<Line extends OfSeries, Value>(
  read: (line: Line) => Value,
): (line: Line) => Value {
  const known = new WeakMap<object, { value: Value }>();
  return (line) => {
    const before = known.get(line.dimensions);
    if (before) return before.value;
    const value = read(line);
    known.set(line.dimensions, { value });
    return value;
  };
}
