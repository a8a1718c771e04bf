import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  type SchemaElement,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { ParameterError } from "@/lib/contract/time.ts";
import { isDecimalColumn, parquetCellText, topLevelColumns } from "@/lib/decode/parquet-cells.ts";
import type { CostTable } from "./cost-table.ts";

/** Rows that are in memory at once; a larger row group is read in pieces of these. */
const SLICE_ROWS = 50_000;
const BATCH_ROWS = 250;

/**
 * A Parquet file, one row group after the other. Columns of decimals become exact texts, whatever their width; floating
 * ones the shortest text that means the same number. Throws `ParameterError` for what is none.
 */
export async function parquetTable(
  path: string,
  onBytes: (count: number) => void,
): Promise<CostTable> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file, { geoparquet: false }).catch((error) => {
    throw new ParameterError("body", `body: no Parquet: ${String(error.message ?? error)}`);
  });
  const columns = topLevelColumns(metadata.schema);
  const raw = withoutDecimals(metadata, columns);
  return {
    heading: columns.map(({ name }) => name),
    rows: (wanted) => readRows({ file, metadata: raw, columns, wanted, onBytes }),
  };
}

type Reading = {
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>;
  metadata: FileMetaData;
  columns: readonly SchemaElement[];
  wanted: ReadonlySet<number>;
  onBytes: (count: number) => void;
};

async function* readRows(reading: Reading): AsyncGenerator<string[][]> {
  const { file, metadata, onBytes } = reading;
  let start = 0;
  let told = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (let from = start; from < end; from += SLICE_ROWS) {
      yield* readSlice(reading, from, Math.min(end, from + SLICE_ROWS));
    }
    const size = Math.min(
      Number(group.total_compressed_size ?? group.total_byte_size),
      file.byteLength - told,
    );
    onBytes(size);
    told += size;
    start = end;
  }
  onBytes(file.byteLength - told);
}

async function* readSlice(
  { file, metadata, columns, wanted }: Reading,
  rowStart: number,
  rowEnd: number,
): AsyncGenerator<string[][]> {
  const read = columns.filter((_, place) => wanted.has(place));
  const rows: unknown[][] = [];
  try {
    await parquetRead({
      ...{ file, metadata, compressors, rowStart, rowEnd },
      ...{ utf8: false, geoparquet: false, useOffsetIndex: true },
      columns: read.map(({ name }) => name),
      rowFormat: "object",
      onComplete: (objects) => {
        for (const object of objects) rows.push(columns.map(({ name }) => object[name]));
      },
    });
  } catch (error) {
    throw new ParameterError("body", `body: broken Parquet: ${String(error)}`);
  }
  for (let at = 0; at < rows.length; at += BATCH_ROWS) {
    yield rows
      .slice(at, at + BATCH_ROWS)
      .map((cells) => cells.map((cell, place) => parquetCellText(cell, columns[place])));
  }
}

/** The reader turns decimals into floating numbers: told nothing of them, it hands over what is stored. */
function withoutDecimals(metadata: FileMetaData, columns: readonly SchemaElement[]): FileMetaData {
  const decimals = new Set(columns.filter(isDecimalColumn));
  const schema = metadata.schema.map((element) => {
    if (!decimals.has(element)) return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}
