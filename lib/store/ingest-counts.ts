import type { Queryable } from "./queryable.ts";

/** What a minute (Unix seconds of its start) brought of a signal; see the table. */
export type IngestCount = {
  minute: number;
  signal: string;
  bodies: number;
  accepted: number;
  replays: number;
  late: number;
};

const ADD = `
  INSERT INTO ingest_counts
    (minute, writer_id, signal, body_count, accepted_count, replay_count, late_count)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (minute, writer_id, signal) DO UPDATE SET
    body_count = ingest_counts.body_count + excluded.body_count,
    accepted_count = ingest_counts.accepted_count + excluded.accepted_count,
    replay_count = ingest_counts.replay_count + excluded.replay_count,
    late_count = ingest_counts.late_count + excluded.late_count
`;

/** Adds to a process's counts of a minute and signal. */
export async function addIngestCount(
  client: Queryable,
  writerId: bigint,
  count: IngestCount,
): Promise<void> {
  const { minute, signal, bodies, accepted, replays, late } = count;
  await client.query(ADD, [minute, writerId, signal, bodies, accepted, replays, late]);
}

/** Counts of all processes by minute and signal; Unix seconds, `to` exclusive. */
export async function loadIngestCounts(
  client: Queryable,
  { from, to }: { from: number; to: number },
): Promise<IngestCount[]> {
  const { rows } = await client.query<Record<keyof IngestCount, string>>(
    `SELECT minute, signal, sum(body_count) AS bodies, sum(accepted_count) AS accepted,
            sum(replay_count) AS replays, sum(late_count) AS late
     FROM ingest_counts
     WHERE minute >= $1 AND minute < $2
     GROUP BY minute, signal
     ORDER BY minute, signal`,
    [from, to],
  );
  return rows.map((row) => ({
    minute: Number(row.minute),
    signal: row.signal,
    bodies: Number(row.bodies),
    accepted: Number(row.accepted),
    replays: Number(row.replays),
    late: Number(row.late),
  }));
}

/** What was refused in a minute (Unix seconds of its start). */
export type RefusalCount = { minute: number; signal: string; reason: string; count: number };

/** Refusals of all processes; Unix seconds, `to` exclusive. */
export async function loadRefusals(
  client: Queryable,
  { from, to }: { from: number; to: number },
): Promise<RefusalCount[]> {
  const { rows } = await client.query<Record<keyof RefusalCount, string>>(
    `SELECT minute, signal, reason, sum(refused_count) AS count
     FROM refusals
     WHERE minute >= $1 AND minute < $2
     GROUP BY minute, signal, reason
     ORDER BY minute, signal, reason`,
    [from, to],
  );
  return rows.map(({ minute, signal, reason, count }) => ({
    minute: Number(minute),
    signal,
    reason,
    count: Number(count),
  }));
}

/** Spans that were received and those of them that are kept; Unix seconds, `to` exclusive. */
export async function loadKeptSpans(
  client: Queryable,
  { from, to }: { from: number; to: number },
): Promise<{ received: number; kept: number }> {
  const { rows } = await client.query<{ received: string | null; kept: string | null }>(
    `SELECT sum(received_spans) AS received, sum(kept_spans) AS kept
     FROM kept_shares
     WHERE bucket >= $1 AND bucket < $2`,
    [from, to],
  );
  return { received: Number(rows[0]?.received ?? 0), kept: Number(rows[0]?.kept ?? 0) };
}

/**
 * The newest ten seconds (Unix seconds of their start) in which any of these service tiers reported and that can be
 * queried; null: none in what is kept at ten seconds.
 */
export async function loadNewestBucket(
  client: Queryable,
  tierIds: readonly bigint[],
): Promise<number | null> {
  const { rows } = await client.query<{ newest: string | null }>(
    `SELECT greatest(
       (SELECT max(bucket) FROM service_10s WHERE service_id = ANY ($1::bigint[])),
       (SELECT max(bucket) FROM service_deltas
        WHERE slot IN (SELECT slot FROM arrival_slots WHERE state IN ('open', 'sealed'))
          AND service_id = ANY ($1::bigint[]))
     ) AS newest`,
    [tierIds],
  );
  const newest = rows[0]?.newest;
  return newest === null || newest === undefined ? null : Number(newest);
}

export type SlotState = "open" | "sealed" | "folded" | "free";

/** How many arrival slots are in which state, and since when the oldest unfolded one is (Unix ms; null: just now). */
export async function loadSlotStates(
  client: Queryable,
): Promise<{ counts: Record<SlotState, number>; oldestSealedMs: number | null }> {
  const { rows } = await client.query<{ state: SlotState; count: string; since: string | null }>(
    "SELECT state, count(*) AS count, min(changed_ms) AS since FROM arrival_slots GROUP BY state",
  );
  const counts = { open: 0, sealed: 0, folded: 0, free: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  const sealed = rows.find((row) => row.state === "sealed")?.since;
  return { counts, oldestSealedMs: sealed ? Number(sealed) : null };
}
