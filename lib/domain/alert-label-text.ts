import type { SilenceMatcher } from "./silences.ts";

const partsOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Labels from `service=shop, severity=critical`, separated by commas or lines. Null: a part is no such pair. */
export function parseLabels(text: string): Record<string, string> | null {
  const labels: Record<string, string> = {};
  for (const part of partsOf(text)) {
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(at, 0)).trim();
    if (name === "") return null;
    labels[name] = part.slice(at + 1).trim();
  }
  return labels;
}

/** Matchers from `service=check*, severity!=info`, separated by commas or lines. Null: a part is no such pair. */
export function parseMatchers(text: string): SilenceMatcher[] | null {
  const matchers: SilenceMatcher[] = [];
  for (const part of partsOf(text)) {
    const found = /^([^=!]+?)\s*(!?)=\s*(.*)$/.exec(part);
    if (!found) return null;
    const [, name = "", not, value = ""] = found;
    matchers.push({ name, value, isEqual: not === "" });
  }
  return matchers;
}

/** Matchers as people write them. */
export const matchersText = (matchers: readonly SilenceMatcher[]): string =>
  matchers.map(({ name, value, isEqual }) => `${name}${isEqual ? "=" : "!="}${value}`).join(", ");
