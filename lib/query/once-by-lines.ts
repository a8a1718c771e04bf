/**
 * What is worked out of some lines, and of nothing else but what they were drawn on (`context`): again only when one of
 * them was drawn again, since lines to which nothing was added are the same from question to question. To be read only.
 */
export function onceByLines<Line extends object, Context, Value>(
  read: (lines: readonly Line[], context: Context) => Value,
): (lines: readonly Line[], context: Context) => Value {
  const known = new WeakMap<Line, { lines: readonly Line[]; value: Value }>();
  return (lines, context) => {
    const [first] = lines;
    const before = first && known.get(first);
    if (before && isSame(before.lines, lines)) return before.value;
    const value = read(lines, context);
    if (first) known.set(first, { lines, value });
    return value;
  };
}

const isSame = (before: readonly object[], lines: readonly object[]): boolean =>
  before.length === lines.length && lines.every((line, i) => line === before[i]);
