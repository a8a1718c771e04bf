import type { Notification } from "@/lib/domain/notifications.ts";
import type { Queryable } from "./queryable.ts";

/** A notification for one channel that is to be written down. */
export type NewOutboxEntry = {
  idempotencyKey: string;
  channelId: string;
  notification: Notification;
};

/** A notification that was written down. */
export type OutboxEntry = NewOutboxEntry & {
  outboxId: string;
  state: "waiting" | "sent" | "dead";
  createdMs: number;
  nextAttemptMs: number;
  /** Begun ones, whatever became of them. */
  attempts: number;
  lastError: string | null;
  endedMs: number | null;
};

type Row = {
  outbox_id: string;
  idempotency_key: string;
  channel_id: string;
  notification: Notification;
  state: OutboxEntry["state"];
  created_ms: string;
  next_attempt_ms: string;
  attempts: number;
  last_error: string | null;
  ended_ms: string | null;
};

const fromRow = (row: Row): OutboxEntry => ({
  outboxId: row.outbox_id,
  idempotencyKey: row.idempotency_key,
  channelId: row.channel_id,
  notification: row.notification,
  state: row.state,
  createdMs: Number(row.created_ms),
  nextAttemptMs: Number(row.next_attempt_ms),
  attempts: row.attempts,
  lastError: row.last_error,
  endedMs: row.ended_ms === null ? null : Number(row.ended_ms),
});

/** Writes notifications down for delivery, in the transaction of what they tell. One that is there already stays. */
export async function insertOutbox(
  client: Queryable,
  entries: readonly NewOutboxEntry[],
  nowMs: number,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const rows = entries.map(({ idempotencyKey, channelId, notification }) => ({
    idempotency_key: idempotencyKey,
    channel_id: channelId,
    notification,
  }));
  const { rows: made } = await client.query<{ outbox_id: string }>(
    `INSERT INTO alert_outbox (idempotency_key, channel_id, notification, created_ms, next_attempt_ms)
     SELECT idempotency_key, channel_id, notification, $2, $2
     FROM jsonb_to_recordset($1::jsonb) AS entry (idempotency_key text, channel_id text, notification jsonb)
     ON CONFLICT (idempotency_key) DO NOTHING RETURNING outbox_id`,
    [JSON.stringify(rows), nowMs],
  );
  return made.map(({ outbox_id }) => outbox_id);
}

/** How long an attempt may take before another process may begin one, in milliseconds. */
const CLAIM_MS = 60_000;

const CLAIM = `
  UPDATE alert_outbox SET claimed_until_ms = $1::bigint + ${CLAIM_MS}, attempts = attempts + 1
  WHERE outbox_id IN (
    SELECT outbox_id FROM alert_outbox AS due
    WHERE state = 'waiting' AND next_attempt_ms <= $1 AND claimed_until_ms <= $1 AND channel_id <> ALL ($2)
      AND NOT EXISTS (
        SELECT 1 FROM alert_outbox AS earlier
        WHERE earlier.state = 'waiting' AND earlier.outbox_id < due.outbox_id
          AND earlier.channel_id = due.channel_id
          AND earlier.notification ->> 'groupId' = due.notification ->> 'groupId')
    ORDER BY outbox_id LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING *`;

/**
 * Takes notifications that are due, except those of some channels, so that no other process attempts them meanwhile.
 * Of one group and channel the next is taken only when the one before it has ended: a resolution never overtakes.
 */
export async function claimOutbox(
  client: Queryable,
  { nowMs, except, limit }: { nowMs: number; except: readonly string[]; limit: number },
): Promise<OutboxEntry[]> {
  const { rows } = await client.query<Row>(CLAIM, [nowMs, except, limit]);
  return rows.map(fromRow).sort((a, b) => Number(a.outboxId) - Number(b.outboxId));
}

/** Adds to a message what changed before it. */
export async function saveChanges(
  client: Queryable,
  outboxId: string,
  changes: readonly string[],
): Promise<void> {
  await client.query(
    "UPDATE alert_outbox SET notification = notification || jsonb_build_object('changes', $2::jsonb) WHERE outbox_id = $1",
    [outboxId, JSON.stringify(changes)],
  );
}

/** What became of an attempt. */
export type AttemptEnd =
  | { kind: "sent"; atMs: number }
  | { kind: "failed"; error: string; atMs: number; nextAttemptMs: number }
  /** It was not made: the channel is being left alone. */
  | { kind: "held back"; nextAttemptMs: number }
  | { kind: "given up"; error: string; atMs: number };

const END = `
  UPDATE alert_outbox
  SET state = $3, last_error = $4, ended_ms = $5, claimed_until_ms = 0, next_attempt_ms = COALESCE($6, next_attempt_ms)
  WHERE outbox_id = $1 AND state = 'waiting' AND (attempts = $2 OR $3 = 'sent')`;

/**
 * Writes down what became of an attempt. One that took so long that another was begun meanwhile can still say that the
 * message arrived, and nothing else.
 */
export async function endAttempt(
  client: Queryable,
  { outboxId, attempts }: Pick<OutboxEntry, "outboxId" | "attempts">,
  end: AttemptEnd,
): Promise<void> {
  if (end.kind === "held back") {
    await client.query(
      `UPDATE alert_outbox SET attempts = attempts - 1, claimed_until_ms = 0, next_attempt_ms = $3
       WHERE outbox_id = $1 AND state = 'waiting' AND attempts = $2`,
      [outboxId, attempts, end.nextAttemptMs],
    );
    return;
  }
  const state = { sent: "sent", failed: "waiting", "given up": "dead" }[end.kind];
  const error = end.kind === "sent" ? null : end.error;
  const endedMs = end.kind === "failed" ? null : end.atMs;
  const nextMs = end.kind === "failed" ? end.nextAttemptMs : null;
  await client.query(END, [outboxId, attempts, state, error, endedMs, nextMs]);
}

/** Notifications, the newest first. */
export async function selectOutbox(
  client: Queryable,
  wanted: { channelId: string | null; state: OutboxEntry["state"] | null; limit: number },
): Promise<OutboxEntry[]> {
  const { rows } = await client.query<Row>(
    `SELECT * FROM alert_outbox
     WHERE ($1::text IS NULL OR channel_id = $1) AND ($2::text IS NULL OR state = $2)
     ORDER BY outbox_id DESC LIMIT $3`,
    [wanted.channelId, wanted.state, wanted.limit],
  );
  return rows.map(fromRow);
}

/** Has a notification delivered that was given up, as if it were new. False: there is none such. */
export async function reviveOutbox(
  client: Queryable,
  outboxId: string,
  nowMs: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE alert_outbox SET state = 'waiting', created_ms = $2, next_attempt_ms = $2, ended_ms = NULL
     WHERE outbox_id = $1 AND state = 'dead'`,
    [outboxId, nowMs],
  );
  return rowCount === 1;
}

/** The sealed target of a channel, for threads without Prisma. Null: it was deleted. */
export async function selectChannelTarget(
  client: Queryable,
  channelId: string,
): Promise<{ name: string; sealed: string } | null> {
  const { rows } = await client.query<{ name: string; sealed: string }>(
    "SELECT name, sealed FROM notification_channel WHERE id = $1",
    [channelId],
  );
  return rows[0] ?? null;
}

/** The database's clock, by which notifications are due, in Unix milliseconds. */
export async function readDatabaseClock(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ now_ms: string }>(
    "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms",
  );
  return Number(rows[0]?.now_ms);
}
