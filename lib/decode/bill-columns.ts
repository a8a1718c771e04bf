import { givenText } from "./focus-rows.ts";

/** The text of a column of a row by the column's name; null where there is none. */
export type NamedCells = (name: string) => string | null;

/** Names as one provider writes them in several ways: `lineItem/UsageStartDate` is `line_item_usage_start_date`. */
export const snakeName = (name: string): string =>
  name
    .trim()
    .replaceAll("/", "_")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** Looks cells up by name, once `nameOf` has made names of a heading alike. */
export function namedCells(
  heading: readonly string[],
  nameOf: (name: string) => string,
): (cells: readonly string[]) => NamedCells {
  const places = new Map(heading.map((name, place) => [nameOf(name), place]));
  return (cells) => (name) => givenText(cells[places.get(name) ?? -1]);
}

/** Whether a heading has all of these, by names made alike. */
export function hasColumns(
  heading: readonly string[],
  wanted: readonly string[],
  nameOf: (name: string) => string,
): boolean {
  const known = new Set(heading.map(nameOf));
  return wanted.every((name) => known.has(name));
}
