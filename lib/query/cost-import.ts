import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CostImportAnswer, CostImportParams } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { billReader } from "@/lib/decode/bill-rows.ts";
import { type FocusRow, rejectedRow } from "@/lib/decode/focus-rows.ts";
import type { Charge } from "@/lib/domain/costs.ts";
import type { CostImport } from "@/lib/store/cost-imports.ts";
import { newReading, type Reading, reject, storeBill } from "./cost-bill.ts";
import { importAnswer } from "./cost-import-answer.ts";
import { OwnTotals } from "./cost-own-totals.ts";
import { parquetTable } from "./cost-parquet.ts";
import { asMistake, type CostTable, csvTable, fileBytes, isParquetFile } from "./cost-table.ts";

/** What to import, and as what. `reading` is filled while it is read, for whoever wants to know how far it is. */
export type ImportOrder = {
  importId: string;
  source: string;
  part: string;
  reading: Reading;
  now: () => number;
};

/**
 * Takes a bill as CSV, plain or gzipped, as a stream: all of it or, when it is none, nothing. Memory stays bounded.
 * Throws `ParameterError` for what is no bill.
 */
export async function importFocus(
  bytes: AsyncIterable<Uint8Array>,
  { source, part }: Pick<CostImportParams, "source" | "part">,
  now: () => number,
): Promise<CostImportAnswer> {
  const reading = newReading();
  const order = { importId: randomUUID(), source, part, reading, now };
  const table = await csvTable(bytes, (count) => {
    reading.bytesRead += count;
  });
  return importAnswer(await importTable(table, order));
}

/** Takes a bill from a file, CSV or Parquet, as `importFocus` does. */
export async function importCostFile(path: string, order: ImportOrder): Promise<CostImport> {
  const { reading } = order;
  const onBytes = (count: number) => {
    reading.bytesRead += count;
  };
  const table = await ((await isParquetFile(path))
    ? parquetTable(path, onBytes)
    : csvTable(fileBytes(path), onBytes));
  return importTable(table, order);
}

async function importTable(table: CostTable, order: ImportOrder): Promise<CostImport> {
  const { importId, source, part, reading, now } = order;
  const ownTotals = new OwnTotals();
  return storeBill({
    bill: { importId, source, part, basis: "bill" },
    charges: chargesOf(table, reading, ownTotals),
    ...{ reading, now, mayBeEmpty: false },
    ownTotals: () => ownTotals.all(reading.rejectedCount),
  });
}

async function* chargesOf(
  { heading, rows }: CostTable,
  reading: Reading,
  ownTotals: OwnTotals,
): AsyncGenerator<Charge[]> {
  if (heading.length === 0) throw new ParameterError("body", "body: the file has no rows");
  const { read, isRead } = readerOf(heading);
  const wanted = new Set(heading.flatMap((name, place) => (isRead(name) ? [place] : [])));
  for await (const batch of rows(wanted)) {
    const charges: Charge[] = [];
    for (const cells of batch) {
      reading.rowCount += 1;
      const told =
        cells.length === heading.length ? read(cells) : [wrongWidth(cells.length, heading.length)];
      for (const row of told) {
        ownTotals.add(row);
        if (row.kind === "charge") charges.push(row.charge);
        else reject(reading, row.reason);
      }
    }
    yield charges;
    // Rows that are there already would be read in one go, and nobody else answered meanwhile.
    await nextTurn();
  }
}

function readerOf(heading: readonly string[]): ReturnType<typeof billReader> {
  try {
    return billReader(heading);
  } catch (error) {
    throw asMistake(error);
  }
}

const wrongWidth = (cells: number, width: number): FocusRow =>
  rejectedRow(`${cells} cells where the heading has ${width}`);
