/** A search with one more `name=value`, or `name!=value`; unchanged when it has it. */
export function withTerm(
  search: string,
  { name, value, equal }: { name: string; value: string; equal: boolean },
): string {
  const term = writeTerm(name, value, equal ? "=" : "!=");
  if (search.split(/\s+/).includes(term)) return search;
  // The opposite would leave nothing.
  const opposite = writeTerm(name, value, equal ? "!=" : "=");
  const others = search.split(/\s+/).filter((word) => word !== "" && word !== opposite);
  const rest =
    others.length === search.split(/\s+/).filter(Boolean).length ? search : others.join(" ");
  return [rest.trim(), term].filter(Boolean).join(" ");
}

/** `name=value`, the value in quotes when it would end early without. */
export const writeTerm = (name: string, value: string, operator: "=" | "!="): string =>
  `${name}${operator}${/^[^\s"\\]+$/.test(value) ? value : quote(value)}`;

const quote = (value: string): string => `"${value.replace(/[\\"]/g, "\\$&")}"`;

/** Names that every record has beside its own fields. */
const OWN_NAMES: readonly { name: string; note: string; values: readonly string[] }[] = [
  { name: "severity", note: "also severity>=warn", values: ["error", "warn", "info", "debug"] },
  { name: "trace", note: "a trace id", values: [] },
  { name: "span", note: "a span id", values: [] },
];

/** Names and values on offer; see the answer of /api/v1/logs/fields. */
export type KnownField = {
  name: string;
  records: number;
  values: readonly { value: string; records: number }[];
};

/** What may stand at the caret: `text` replaces the characters from `from` to `to`. */
export type Completion = { text: string; label: string; note: string; from: number; to: number };

const MOST = 8;

/** Names that fit the word at the caret, or values when it has a name already. */
export function completions(
  search: string,
  caret: number,
  fields: readonly KnownField[],
): Completion[] {
  const from = search.slice(0, caret).search(/\S*$/);
  const word = search.slice(from, caret);
  const to = caret + (/^\S*/.exec(search.slice(caret))?.[0].length ?? 0);
  const [, name, operator, typed = ""] = /^([\w.\-/@]+)(!=|>=|<=|=|>|<)"?(.*)$/.exec(word) ?? [];
  if (name === undefined) return names(word, { from, to }, fields);
  const known = valuesOf(name, fields).filter(({ value }) =>
    value.toLowerCase().includes(typed.toLowerCase()),
  );
  return known.slice(0, MOST).map(({ value, note }) => ({
    text: `${operator === "!=" || operator === "=" ? writeTerm(name, value, operator) : `${name}${operator}${value}`} `,
    label: value,
    note,
    from,
    to,
  }));
}

function names(
  word: string,
  place: { from: number; to: number },
  fields: readonly KnownField[],
): Completion[] {
  if (word === "" || word.startsWith('"')) return [];
  const lower = word.toLowerCase();
  const all = [
    ...OWN_NAMES.map(({ name, note }) => ({ name, note })),
    ...fields.map(({ name, records }) => ({ name, note: `${records}` })),
  ].filter(({ name }) => name.toLowerCase().includes(lower));
  // What begins so is meant before what merely contains it.
  const ranked = all.toSorted(
    (a, b) =>
      Number(b.name.toLowerCase().startsWith(lower)) -
      Number(a.name.toLowerCase().startsWith(lower)),
  );
  return ranked
    .slice(0, MOST)
    .map(({ name, note }) => ({ text: `${name}=`, label: name, note, ...place }));
}

function valuesOf(name: string, fields: readonly KnownField[]): { value: string; note: string }[] {
  const own = OWN_NAMES.find((field) => field.name === name);
  if (own) return own.values.map((value) => ({ value, note: "" }));
  const field = fields.find((candidate) => candidate.name === name);
  return (field?.values ?? []).map(({ value, records }) => ({ value, note: `${records}` }));
}
