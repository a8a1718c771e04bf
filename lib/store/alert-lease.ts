import type { Queryable } from "./queryable.ts";

/** Who may evaluate until when; the token tells this holding from every other. */
export type AlertLease = { token: bigint; nowMs: number };

const ACQUIRE = `
  UPDATE alert_lease
  SET holder = $1,
      token = token + CASE WHEN holder = $1 AND expires_at > clock_timestamp() THEN 0 ELSE 1 END,
      expires_at = clock_timestamp() + $2 * interval '1 millisecond'
  WHERE id = 1 AND (holder = $1 OR expires_at <= clock_timestamp())
  RETURNING token, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms`;

/**
 * Takes the lease or keeps it, for so long on the database's clock. Null: another one holds it. A holder that came
 * back after its lease ran out gets a new token.
 */
export async function acquireAlertLease(
  client: Queryable,
  holder: string,
  leaseMs: number,
): Promise<AlertLease | null> {
  const { rows } = await client.query<{ token: string; now_ms: string }>(ACQUIRE, [
    holder,
    leaseMs,
  ]);
  const row = rows[0];
  return row ? { token: BigInt(row.token), nowMs: Number(row.now_ms) } : null;
}

const HOLD = `
  UPDATE alert_lease
  SET expires_at = clock_timestamp() + $2 * interval '1 millisecond'
  WHERE id = 1 AND token = $1 AND expires_at > clock_timestamp()`;

/**
 * Within a transaction: whether the lease is still this holding's. If it is, nobody can take it before the transaction
 * has ended, and it is kept for so long from now.
 */
export async function holdAlertLease(
  client: Queryable,
  token: bigint,
  leaseMs: number,
): Promise<boolean> {
  const { rowCount } = await client.query(HOLD, [token, leaseMs]);
  return rowCount === 1;
}

/** Gives the lease back at once, so that another one need not wait for its end. */
export async function releaseAlertLease(client: Queryable, token: bigint): Promise<void> {
  await client.query(
    "UPDATE alert_lease SET expires_at = clock_timestamp() WHERE id = 1 AND token = $1",
    [token],
  );
}
