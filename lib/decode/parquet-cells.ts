import type { SchemaElement } from "hyparquet";

/** The columns of a file: those under its root, nested ones as one. */
export function topLevelColumns(schema: readonly SchemaElement[]): SchemaElement[] {
  const columns: SchemaElement[] = [];
  let at = 1;
  while (at < schema.length) {
    const element = schema[at];
    if (!element) break;
    columns.push(element);
    at += sizeOf(schema, at);
  }
  return columns;
}

/** How many elements a column has, its own among them. */
function sizeOf(schema: readonly SchemaElement[], at: number): number {
  let size = 1;
  for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) {
    size += sizeOf(schema, at + size);
  }
  return size;
}

/** Older writers say so by the converted type, newer ones by the logical one. */
export const isDecimalColumn = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === "DECIMAL" || logical_type?.type === "DECIMAL";

const scaleOf = ({ scale, logical_type }: SchemaElement): number =>
  scale ?? (logical_type?.type === "DECIMAL" ? logical_type.scale : 0);

const decoder = new TextDecoder();

/** A cell as text; empty where there is none. Lists, maps and records become JSON. `column`: as the file describes it. */
export function parquetCellText(cell: unknown, column: SchemaElement | undefined): string {
  if (cell === null || cell === undefined) return "";
  if (column && isDecimalColumn(column)) return decimalText(cell, scaleOf(column));
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return column?.type === "FLOAT" ? shortFloat(cell) : String(cell);
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString();
  if (cell instanceof Uint8Array) return decoder.decode(cell);
  if (typeof cell === "object") return JSON.stringify(cell, asJson);
  return String(cell);
}

/** JSON knows neither whole numbers of 64 bits nor bytes. */
const asJson = (_: string, value: unknown): unknown => {
  if (typeof value === "bigint") return String(value);
  return value instanceof Uint8Array ? decoder.decode(value) : value;
};

/** A decimal from the whole number that is stored, of whatever width, moved by its scale. */
function decimalText(cell: unknown, scale: number): string {
  const unscaled = cell instanceof Uint8Array ? signedOf(cell) : wholeOf(cell);
  if (unscaled === null) return String(cell);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const wholeOf = (cell: unknown): bigint | null =>
  typeof cell === "bigint" || Number.isInteger(cell) ? BigInt(String(cell)) : null;

/** Two's complement, the highest byte first. */
function signedOf(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

/** The shortest decimal that is this number when it is read with 32 bits. */
function shortFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
