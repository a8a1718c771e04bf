import type { ClientBase } from "pg";
import type { OperationGroup } from "@/lib/aggregate/operation-group.ts";
import type { RequestCell } from "@/lib/aggregate/request-cell.ts";
import type { RequestGroup } from "@/lib/aggregate/request-group.ts";
import type { TierKind } from "@/lib/aggregate/request-tiers.ts";
import { ARRIVAL_LOCK } from "./arrival.ts";
import { copyIn } from "./copy.ts";
import { CopyEncoder } from "./copy-binary.ts";
import { DELTA_TABLES, FIGURES, ID_COLUMN } from "./request-tiers.ts";

const HOUR_SECONDS = 3_600;

export type OpenGroup = { slot: number; generation: number; accepted: Set<string> };

/** Bodies near the edge of an hour can be claimed in two hours at once: a lock for each keeps that to one. */
const EDGE_MS = 300_000;
const BODY_LOCK = "7264";

const isNearEdge = (ms: number) => {
  const within = ms % 3_600_000;
  return within < EDGE_MS || within > 3_600_000 - EDGE_MS;
};

const hourOf = (ms: number) => Math.floor(ms / 3_600_000) * HOUR_SECONDS;

/**
 * Begins the transaction of a group commit: joins the open arrival slot and claims the bodies' hashes (16 bytes as hex,
 * at least one, each once). `accepted` holds those that were not seen within the replay window. One round trip.
 */
export async function beginGroup(
  client: ClientBase,
  bodies: { hashes: readonly string[]; receivedMs: number; replayWindowMs: number },
): Promise<OpenGroup> {
  const hour = hourOf(bodies.receivedMs);
  const firstHour = hourOf(bodies.receivedMs - bodies.replayWindowMs);
  const hashes = [...bodies.hashes].sort().map(hexOnly);
  const given = `ARRAY[${hashes.map((hash) => `'${hash}'`).join(",")}]::uuid[]`;
  const locks = isNearEdge(bodies.receivedMs) ? hashes.map(lockOf).join(" ") : "";
  const answers = await simpleQuery(
    client,
    `
    BEGIN;
    SELECT pg_advisory_xact_lock_shared(${ARRIVAL_LOCK}, 0);
    SELECT slot, generation FROM arrival_slots WHERE state = 'open';
    ${locks}
    INSERT INTO accepted_bodies (hash, hour)
    SELECT given.hash, ${hour}
    FROM unnest(${given}) AS given (hash)
    WHERE NOT EXISTS (
      SELECT FROM accepted_bodies AS old
      WHERE old.hash = given.hash AND old.hour >= ${firstHour} AND old.hour <> ${hour}
    )
    ON CONFLICT (hash, hour) DO NOTHING
    RETURNING replace(hash::text, '-', '') AS hash
  `,
  );
  const open = answers[2]?.rows[0];
  if (!open) throw new Error("no arrival slot is open");
  const accepted = new Set((answers.at(-1)?.rows ?? []).map((row) => String(row.hash)));
  return { slot: Number(open.slot), generation: Number(open.generation), accepted };
}

/** A lock until the end of the transaction, told by half of the hash. Always taken in the order of the hashes. */
const lockOf = (hash: string): string =>
  `SELECT pg_advisory_xact_lock(('x${hash.slice(0, 16)}'::bit(64)::bigint) # ${BODY_LOCK});`;

type SimpleAnswer = { rows: Record<string, unknown>[] };

/** Several statements in one round trip; pg's types do not know that it answers with a list then. */
async function simpleQuery(client: ClientBase, statements: string): Promise<SimpleAnswer[]> {
  const answer: unknown = await client.query(statements);
  return (Array.isArray(answer) ? answer : [answer]) as SimpleAnswer[];
}

function hexOnly(hash: string): string {
  if (!/^[0-9a-f]{32}$/.test(hash)) throw new Error("a body hash is 32 hex digits");
  return hash;
}

/** Takes back the claim of bodies that turned out to be malformed, so that they are not taken for replays later. */
export async function releaseHashes(
  client: ClientBase,
  hashes: readonly string[],
  receivedMs: number,
): Promise<void> {
  await client.query("DELETE FROM accepted_bodies WHERE hash = ANY ($1::uuid[]) AND hour = $2", [
    hashes,
    hourOf(receivedMs),
  ]);
}

/**
 * Appends what the group adds to an arrival slot's own tables, per series and per service or target: questions about
 * these alone then need not read the rows of their series.
 */
export async function copyDeltas(
  client: ClientBase,
  slot: number,
  { requests, operations }: { requests: RequestGroup; operations: OperationGroup },
): Promise<void> {
  await copyCells(client, { kind: "series", slot }, requests.all());
  await copyCells(client, { kind: "service", slot }, requests.perService());
  await copyCells(client, { kind: "operation", slot }, operations.all());
  await copyCells(client, { kind: "target", slot }, operations.perTarget());
}

/** What a row needs of its series. */
type RowSeries = { idHigh: number; idLow: number; tierId: bigint };

async function copyCells(
  client: ClientBase,
  { kind, slot }: { kind: TierKind; slot: number },
  cells: Iterable<RequestCell<RowSeries>>,
): Promise<void> {
  const rows = new CopyEncoder();
  for (const cell of cells) {
    rows.row(9);
    rows.int16(slot);
    if (kind === "service" || kind === "target") rows.bigint(cell.series.tierId);
    else rows.int64(cell.series.idHigh, cell.series.idLow);
    encodeFigures(rows, cell);
  }
  if (rows.rows === 0) return;
  const columns = `slot, ${ID_COLUMN[kind]}, bucket, ${FIGURES}`;
  await copyIn(
    client,
    `COPY ${DELTA_TABLES[kind]}_${slot} (${columns}) FROM STDIN (FORMAT binary)`,
    rows.finish(),
  );
}

function encodeFigures(rows: CopyEncoder, cell: RequestCell<RowSeries>): void {
  rows.integer(cell.bucket);
  rows.double(cell.count);
  rows.double(cell.errors);
  rows.double(cell.sumSeconds);
  rows.double(cell.maxSeconds);
  rows.bytes(cell.encodeLatencies());
  if (cell.hasExemplar) rows.uuid(cell.exemplar);
  else rows.null();
}

/** Tables whose rows are unique by their own identity, with the columns that we write. */
const UNIQUE_TABLES = {
  spans: `trace_id, span_id, start_ns, parent_span_id, duration_ns, origin_id, service_id, kind,
    is_request, is_error, name, route, method, status, payload, attribute_bits`,
  metric_points: `series_id, start_ns, time_ns, value, point_count, point_sum, point_min,
    point_max, distribution, quantiles, exemplars, flags`,
  request_points: `series_id, stream_id, start_ns, time_ns, generation, group_id, is_delta, is_error, request_count,
    sum_seconds, max_seconds, distribution, exemplar_trace_id`,
  log_records: `service_id, time_ns, log_id, origin_id, severity_number, severity_text, body,
    attributes, trace_id, span_id, event_name, arrival_id`,
} as const;
export type UniqueTable = keyof typeof UNIQUE_TABLES;

/** Appends what the group's kept spans carry. A span that is repeated is told about twice, which changes nothing. */
export async function copySpanAttributes(client: ClientBase, rows: CopyEncoder): Promise<void> {
  if (rows.rows === 0) return;
  const statement = "COPY span_attributes (bucket, hashes) FROM STDIN (FORMAT binary)";
  await copyIn(client, statement, rows.finish());
}

const UNIQUE_VIOLATION = "23505";

/**
 * Appends rows that may repeat ones already stored: copied straight in, which is quick, and only when one of them is
 * known already through a staging table that leaves out what is there.
 */
export async function copyUnique(client: ClientBase, table: UniqueTable, rows: CopyEncoder) {
  if (rows.rows === 0) return;
  const columns = UNIQUE_TABLES[table];
  const bytes = rows.finish();
  await client.query("SAVEPOINT straight");
  try {
    await copyIn(client, `COPY ${table} (${columns}) FROM STDIN (FORMAT binary)`, bytes);
    await client.query("RELEASE SAVEPOINT straight");
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT straight");
    await copyStaged(client, table, bytes);
  }
}

async function copyStaged(client: ClientBase, table: UniqueTable, bytes: Buffer): Promise<void> {
  const columns = UNIQUE_TABLES[table];
  await client.query(
    `CREATE TEMPORARY TABLE IF NOT EXISTS staged_${table} (LIKE ${table}) ON COMMIT DELETE ROWS`,
  );
  await copyIn(client, `COPY staged_${table} (${columns}) FROM STDIN (FORMAT binary)`, bytes);
  await client.query(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM staged_${table} ON CONFLICT DO NOTHING`,
  );
}

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION;

const COUNT_KEPT = `
  INSERT INTO kept_shares (bucket, writer_id, received_spans, kept_spans, head_share)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (bucket, writer_id) DO UPDATE SET
    received_spans = kept_shares.received_spans + excluded.received_spans,
    kept_spans = kept_shares.kept_spans + excluded.kept_spans,
    head_share = excluded.head_share
`;

/** Records how many spans of this commit were received and kept. */
export async function countKept(
  client: ClientBase,
  share: { bucket: number; writerId: bigint; received: number; kept: number; headShare: number },
): Promise<void> {
  const { bucket, writerId, received, kept, headShare } = share;
  await client.query(COUNT_KEPT, [bucket, writerId, received, kept, headShare]);
}

const COUNT_REFUSAL = `
  INSERT INTO refusals (minute, writer_id, signal, reason, refused_count)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (minute, writer_id, signal, reason) DO UPDATE SET
    refused_count = refusals.refused_count + excluded.refused_count
`;

/** Adds to the count of what was refused for a reason in a minute. */
export async function countRefusal(
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  refusal: { minute: number; writerId: bigint; signal: string; reason: string; count: number },
): Promise<void> {
  const { minute, writerId, signal, reason, count } = refusal;
  await client.query(COUNT_REFUSAL, [minute, writerId, signal, reason, count]);
}
