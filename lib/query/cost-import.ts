import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import type { CostImportAnswer, CostImportParams } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { FocusHeadingError, focusRowReader } from "@/lib/decode/focus-rows.ts";
import type { Charge } from "@/lib/domain/costs.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { readPool } from "@/lib/platform/db.ts";
import { type CostImport, selectCostImport } from "@/lib/store/cost-imports.ts";
import { newReading, type Reading, reject, storeBill } from "./cost-bill.ts";

const BATCH_ROWS = 1_000;

/**
 * Takes a FOCUS file, plain or gzipped, as a stream: all of it or, when it is not one, nothing. Memory stays bounded.
 * Throws `ParameterError` for what is no FOCUS file.
 */
export async function importFocus(
  bytes: AsyncIterable<Uint8Array>,
  { source, part }: CostImportParams,
  now: () => number,
): Promise<CostImportAnswer> {
  const reading = newReading();
  const bill = { importId: randomUUID(), source, part, basis: "bill" as const };
  const charges = chargesOf(bytes, reading);
  return toAnswer(await storeBill({ bill, charges, reading, now, mayBeEmpty: false }));
}

/** What an import did. Throws `NotFoundError`. */
export async function queryCostImport(importId: string): Promise<CostImportAnswer> {
  const isId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(importId);
  const stored = isId ? await selectCostImport(readPool(), importId) : null;
  if (!stored) throw new NotFoundError(`There is no import ${importId}`);
  return toAnswer(stored);
}

const toAnswer = (done: CostImport): CostImportAnswer => ({
  id: done.importId,
  source: done.source,
  part: done.part,
  rows: done.rowCount,
  imported: done.importedCount,
  replaced: done.replacedCount,
  rejected: done.rejected,
  from: done.firstDay,
  to: done.lastDay,
  totals: done.totals,
});

async function* chargesOf(
  bytes: AsyncIterable<Uint8Array>,
  reading: Reading,
): AsyncGenerator<Charge[]> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true });
  const source = Readable.from(await unzipped(bytes));
  source.on("error", (error) => parser.destroy(error));
  let readRow: ReturnType<typeof focusRowReader> | null = null;
  let width = 0;
  let batch: Charge[] = [];
  try {
    for await (const cells of source.pipe(parser) as AsyncIterable<string[]>) {
      if (!readRow) {
        readRow = focusRowReader(cells);
        width = cells.length;
        continue;
      }
      reading.rowCount += 1;
      const row = cells.length === width ? readRow(cells) : wrongWidth(cells.length, width);
      if (row.kind === "charge") batch.push(row.charge);
      else reject(reading, row.reason);
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    throw asMistake(error);
  }
  yield batch;
}

const wrongWidth = (cells: number, width: number) => ({
  kind: "rejected" as const,
  reason: `${cells} cells where the heading has ${width}`,
});

/** What is wrong with the file, as a mistake of the sender's; other errors as they are. */
function asMistake(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof FocusHeadingError)
    return new ParameterError("body", `body: ${error.message}`);
  if (error instanceof CsvError)
    return new ParameterError("body", `body: no CSV: ${error.message}`);
  if (code.startsWith("Z_")) return new ParameterError("body", "body: the gzip stream is broken");
  return error;
}

/** The bytes, decompressed if they begin as gzip does. */
async function unzipped(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* () {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      yield next.value;
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) return whole();
  const gunzip = createGunzip();
  const zipped = Readable.from(whole());
  zipped.on("error", (error) => gunzip.destroy(error));
  return zipped.pipe(gunzip);
}
