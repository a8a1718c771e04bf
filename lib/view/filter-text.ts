/** Values as one line: "users, orders". */
export const writeValues = (values: readonly string[]): string => values.join(", ");

/** The values of a line, separated by commas; spaces around them and empty ones do not count. */
export const readValues = (text: string): string[] =>
  text
    .split(",")
    .map((value) => value.trim())
    .filter((value) => value !== "");

/** Attributes and their values, one attribute a line: "http.request.method = GET, POST". */
export const writeFilterLines = (filters: Readonly<Record<string, readonly string[]>>): string =>
  Object.entries(filters)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name} = ${writeValues(values)}`)
    .join("\n");

/** The attributes of such lines; a line without a name, a sign or a value is not there yet. */
export function readFilterLines(text: string): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const line of text.split("\n")) {
    const sign = line.indexOf("=");
    const name = line.slice(0, Math.max(0, sign)).trim();
    const values = readValues(line.slice(sign + 1));
    if (sign > 0 && name !== "" && values.length > 0) filters[name] = values;
  }
  return filters;
}
