import { CsvError, parse } from "csv-parse/sync";

const COLUMNS = ["from", "to", "day", "rate"] as const;

/** A rate as a file has it, not judged yet, and the line that it stands in. */
export type ConversionLine = Record<(typeof COLUMNS)[number], string> & { line: number };

/** The file is no table of rates; the message says why. */
export class ConversionFileError extends Error {
  override name = "ConversionFileError";
}

/** Rates as CSV with the columns from, to, day and rate, in any order and case. Throws `ConversionFileError`. */
export function conversionLines(text: string): ConversionLine[] {
  const [heading, ...rows] = tableOf(text);
  if (!heading) return [];
  const names = heading.record.map((name) => name.toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new ConversionFileError(
      `the first line lacks ${missing.join(", ")}: write from,to,day,rate`,
    );
  }
  return rows.map(({ record, info }) => {
    const cell = (column: (typeof COLUMNS)[number]) => record[names.indexOf(column)] ?? "";
    const [from, to] = [cell("from").toUpperCase(), cell("to").toUpperCase()];
    return { from, to, day: cell("day"), rate: cell("rate"), line: info.lines };
  });
}

type Row = { record: string[]; info: { lines: number } };

function tableOf(text: string): Row[] {
  try {
    return parse(text, {
      ...{ bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true },
    }) as unknown as Row[];
  } catch (error) {
    if (error instanceof CsvError) throw new ConversionFileError(`no CSV: ${error.message}`);
    throw error;
  }
}
