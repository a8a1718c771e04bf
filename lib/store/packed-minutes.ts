import type { ClientBase } from "pg";
import { HOUR_SECONDS, PACKED_SECONDS } from "@/lib/aggregate/pack-hour.ts";
import type { TierKind } from "@/lib/aggregate/request-tiers.ts";
import { UnpackedHour } from "@/lib/aggregate/unpack-hour.ts";
import { copyIn, copyOut } from "./copy.ts";
import { CopyEncoder, CopyReader } from "./copy-binary.ts";
import type { PartitionedTable } from "./partitions.ts";
import { among, ID_COLUMN } from "./request-tiers.ts";

/** Where packed minutes lie. */
export const PACKED_TABLES = {
  series: "request_1m_packed",
  service: "service_1m_packed",
  operation: "operation_1m_packed",
  target: "target_1m_packed",
} as const satisfies Record<TierKind, PartitionedTable>;

/** Unix seconds, `to` exclusive. */
export type Span = { from: number; to: number };

const hourOf = (seconds: number): number => Math.floor(seconds / HOUR_SECONDS) * HOUR_SECONDS;

/** An SQL expression: whether any minute of these spans may be packed. */
export function hasPackedMinutes(kind: TierKind, spans: readonly Span[]): string {
  const among = spans.map(
    ({ from, to }) =>
      `EXISTS (SELECT FROM ${PACKED_TABLES[kind]} WHERE hour >= ${hourOf(from)} AND hour < ${to})`,
  );
  return among.length === 0 ? "false" : among.join(" OR ");
}

/** Bytes of a piece of a packed row: with its key and headers a quarter of what a page of Postgres holds. */
const PIECE_BYTES = 1_984;

/** One packed row (hour: Unix seconds of its start). The bytes are a view. */
export type PackedRow = { id: bigint; hour: number; packed: Buffer };

/** Packed rows of ids (null: of all) whose hours touch any of the spans. */
export async function readPackedRows(
  client: ClientBase,
  wanted: { kind: TierKind; ids: readonly bigint[] | null },
  spans: readonly Span[],
): Promise<Iterable<PackedRow>> {
  const id = ID_COLUMN[wanted.kind];
  const reads = spans.map(
    ({ from, to }) => `
      SELECT ${id}, hour, string_agg(packed, '' ORDER BY piece)
      FROM ${PACKED_TABLES[wanted.kind]}
      WHERE hour >= ${hourOf(from)} AND hour < ${to} ${among(id, wanted.ids)}
      GROUP BY ${id}, hour`,
  );
  // Spans that touch one hour from both sides are of one hour: UNION would compare the packed bytes.
  const bytes = await copyOut(
    client,
    `COPY (${reads.join(" UNION ALL ")}) TO STDOUT (FORMAT binary)`,
  );
  return rowsOf(bytes);
}

function* rowsOf(bytes: Buffer): Generator<PackedRow> {
  const reader = new CopyReader(bytes, 3);
  while (reader.next()) {
    yield { id: reader.bigint(0), hour: reader.integer(1), packed: reader.bytes(2) };
  }
}

const unpacked = new UnpackedHour();

/** Minutes of the spans that are packed, as `COPY` gives plain ones: id, bucket and figures. */
export async function readPackedMinutes(
  client: ClientBase,
  wanted: { kind: TierKind; ids: readonly bigint[] | null },
  spans: readonly Span[],
): Promise<Buffer> {
  const encoder = new CopyEncoder(1024 * 1024);
  for (const span of spans) {
    for (const row of await readPackedRows(client, wanted, [span])) {
      unpacked.read(row.packed);
      encodeMinutes(encoder, row, span);
    }
  }
  return encoder.finish();
}

function encodeMinutes(encoder: CopyEncoder, { id, hour }: PackedRow, { from, to }: Span): void {
  const { counts, errors, sumSeconds, maxSeconds, starts, ends, exemplars } = unpacked;
  for (let i = 0; i < unpacked.size; i++) {
    const bucket = hour + (unpacked.minutes[i] ?? 0) * PACKED_SECONDS;
    if (bucket < from || bucket >= to) continue;
    encoder.row(8);
    encoder.bigint(id);
    encoder.integer(bucket);
    encoder.double(counts[i] ?? 0);
    encoder.double(errors[i] ?? 0);
    encoder.double(sumSeconds[i] ?? 0);
    encoder.double(maxSeconds[i] ?? 0);
    encoder.bytes(unpacked.bytes, starts[i], ends[i]);
    const exemplar = exemplars[i] ?? -1;
    if (exemplar < 0) encoder.null();
    else encoder.uuid(unpacked.packed, exemplar);
  }
}

/** Writes the packed rows of an hour, replacing those with the same key. The partitions must exist. */
export async function writePackedRows(
  client: ClientBase,
  { kind, hour }: { kind: TierKind; hour: number },
  rows: readonly Omit<PackedRow, "hour">[],
): Promise<void> {
  if (rows.length === 0) return;
  const [id, table] = [ID_COLUMN[kind], PACKED_TABLES[kind]];
  const ids = rows.map((row) => row.id);
  await client.query(`DELETE FROM ${table} WHERE hour = ${hour} ${among(id, ids)}`);
  const encoder = new CopyEncoder(rows.length * 2_560);
  const most = Math.max(...rows.map(({ packed }) => packed.length));
  // All first pieces, then all second ones: pieces of a size fill pages, a mixture would leave gaps.
  for (let piece = 0; piece * PIECE_BYTES < most; piece++) {
    for (const row of rows) {
      const part = row.packed.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
      if (part.length === 0) continue;
      encoder.row(4);
      encoder.bigint(row.id);
      encoder.integer(hour);
      encoder.int16(piece);
      encoder.bytes(part);
    }
  }
  await copyIn(
    client,
    `COPY ${table} (${id}, hour, piece, packed) FROM STDIN (FORMAT binary)`,
    encoder.finish(),
  );
}
