/** Items by a text that those of one group share, in the order in which groups first appear. */
export function grouped<Item>(
  items: Iterable<Item>,
  textOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const text = textOf(item);
    const known = groups.get(text);
    if (known) known.push(item);
    else groups.set(text, [item]);
  }
  return groups;
}
