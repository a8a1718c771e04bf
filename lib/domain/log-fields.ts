/** Fields of one record that are read at most, and how deep: a body may be a whole document. */
const MOST_FIELDS = 300;
const DEEPEST = 8;

/** The text that a search compares a field's value with; null for a structure. */
export function fieldText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null ? "null" : null;
}

/**
 * The leaves of a structure as (name, text): members join by dots, elements of a list share its name. Calls `see` for
 * each until it returns true; says whether it did.
 */
export function someField(value: unknown, see: (name: string, text: string) => boolean): boolean {
  let left = MOST_FIELDS;
  const visit = (name: string, inner: unknown, depth: number): boolean => {
    if (left <= 0 || depth > DEEPEST) return false;
    if (typeof inner === "object" && inner !== null) {
      const prefix = name === "" ? "" : `${name}.`;
      return Array.isArray(inner)
        ? inner.some((element) => visit(name, element, depth + 1))
        : Object.entries(inner).some(([key, member]) => visit(prefix + key, member, depth + 1));
    }
    if (name === "") return false;
    left -= 1;
    return see(name, fieldText(inner) ?? "");
  };
  return visit("", value, 0);
}
