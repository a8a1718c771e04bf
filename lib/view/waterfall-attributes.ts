/** One line of a list of attributes. */
export type AttributeRow = {
  name: string;
  text: string;
  kind: "text" | "number" | "flag" | "data";
};

/** An attribute's value as one text: texts bare, everything else as JSON. */
export const attributeText = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");

/** Attributes by name, ready to list. */
export const attributeRows = (attributes: Record<string, unknown>): AttributeRow[] =>
  Object.entries(attributes)
    .map(([name, value]) => ({ name, text: attributeText(value), kind: kindOf(value) }))
    .sort((a, b) => a.name.localeCompare(b.name));

function kindOf(value: unknown): AttributeRow["kind"] {
  if (typeof value === "string") return "text";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (typeof value === "boolean") return "flag";
  return "data";
}
