/** A table as aligned text: the first row is the head; numbers stand to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)].join(
    "\n",
  );
}

/** A whole number with thousands apart. */
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");

/** Milliseconds with one decimal; `–` for null. */
export const ms = (value: number | null): string => (value === null ? "–" : value.toFixed(1));

export const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`;
