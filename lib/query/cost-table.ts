import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { ParameterError } from "@/lib/contract/time.ts";
import { BillHeadingError } from "@/lib/decode/bill-rows.ts";

/** A file of rows: its heading first, then batches of rows. Cells are texts; a batch is some hundred rows. */
export type CostTable = {
  heading: readonly string[];
  /** `wanted`: places of columns that are needed; a columnar file reads no others. */
  rows: (wanted: ReadonlySet<number>) => AsyncIterable<readonly (readonly string[])[]>;
};

const BATCH_ROWS = 250;

/** A CSV file, plain or gzipped, as a stream; the number of its bytes that were read is told as they come. */
export async function csvTable(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): Promise<CostTable> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true });
  const source = Readable.from(await unzipped(counted(bytes, onBytes)));
  source.on("error", (error) => parser.destroy(error));
  const lines = (source.pipe(parser) as AsyncIterable<string[]>)[Symbol.asyncIterator]();
  const first = await lines.next().catch((error) => Promise.reject(asMistake(error)));
  const heading = first.done ? [] : first.value;
  return {
    heading,
    rows: async function* () {
      let batch: string[][] = [];
      try {
        for (let next = await lines.next(); !next.done; next = await lines.next()) {
          if (batch.push(next.value) < BATCH_ROWS) continue;
          yield batch;
          batch = [];
        }
      } catch (error) {
        throw asMistake(error);
      }
      yield batch;
    },
  };
}

/** The bytes of a file, from its first on, in pieces small enough that others get their turn between them. */
export const fileBytes = (path: string): AsyncIterable<Uint8Array> =>
  createReadStream(path, { highWaterMark: 65_536 });

/** Whether a file is Parquet, by its first bytes. */
export async function isParquetFile(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && isParquet(buffer);
  } finally {
    await file.close();
  }
}

export const isParquet = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, 4)).toString("latin1") === "PAR1";

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** What is wrong with the file, as a mistake of the sender's; other errors as they are. */
export function asMistake(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof BillHeadingError)
    return new ParameterError("body", `body: ${error.message}`);
  if (error instanceof CsvError)
    return new ParameterError("body", `body: no CSV: ${error.message}`);
  if (code.startsWith("Z_")) return new ParameterError("body", "body: the gzip stream is broken");
  return error;
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    onBytes(piece.byteLength);
    yield piece;
  }
}

/** The first bytes of a stream, and the stream as it was. */
export async function peeked(
  bytes: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < count; ) {
    const next = await iterator.next();
    if (next.done) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(pieces);
  const whole = async function* () {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      yield next.value;
  };
  return { head, whole: whole() };
}

/** The bytes, decompressed if they begin as gzip does. */
async function unzipped(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { head, whole } = await peeked(bytes, 2);
  if (!isGzip(head)) return whole;
  const gunzip = createGunzip();
  const zipped = Readable.from(whole);
  zipped.on("error", (error) => gunzip.destroy(error));
  return zipped.pipe(gunzip);
}
