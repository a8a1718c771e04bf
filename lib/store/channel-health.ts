import type { Queryable } from "./queryable.ts";

/** A channel of which no message has arrived for a time. */
export type FailingChannel = {
  channelId: string;
  name: string;
  sinceMs: number;
  /** Attempts in a row. */
  failures: number;
  /** A message was given up meanwhile. */
  hasGivenUp: boolean;
  lastError: string;
};

/** Every channel that exists and whose last attempt failed. */
export async function selectFailingChannels(client: Queryable): Promise<FailingChannel[]> {
  const { rows } = await client.query<{
    channel_id: string;
    name: string;
    failing_since_ms: string;
    failures: number;
    has_given_up: boolean;
    last_error: string | null;
  }>(
    `SELECT channel_id, name, failing_since_ms, failures, has_given_up, last_error
     FROM alert_channel_health JOIN notification_channel ON id = channel_id
     WHERE failing_since_ms IS NOT NULL ORDER BY channel_id`,
  );
  return rows.map((row) => ({
    channelId: row.channel_id,
    name: row.name,
    sinceMs: Number(row.failing_since_ms),
    failures: row.failures,
    hasGivenUp: row.has_given_up,
    lastError: row.last_error ?? "",
  }));
}

/** Notes that a message arrived. */
export async function noteArrival(client: Queryable, channelId: string): Promise<void> {
  await client.query(
    `UPDATE alert_channel_health SET failing_since_ms = NULL, failures = 0, has_given_up = false
     WHERE channel_id = $1 AND failing_since_ms IS NOT NULL`,
    [channelId],
  );
}

const FAILURE = `
  INSERT INTO alert_channel_health AS known (channel_id, failing_since_ms, failures, has_given_up, last_error)
  VALUES ($1, $2, 1, $3, $4)
  ON CONFLICT (channel_id) DO UPDATE SET
    failing_since_ms = COALESCE(known.failing_since_ms, excluded.failing_since_ms),
    failures = known.failures + 1,
    has_given_up = known.has_given_up OR excluded.has_given_up,
    last_error = excluded.last_error`;

/** Notes that an attempt failed, and whether its message was given up. */
export async function noteFailure(
  client: Queryable,
  failure: { channelId: string; atMs: number; isGivenUp: boolean; error: string },
): Promise<void> {
  const { channelId, atMs, isGivenUp, error } = failure;
  await client.query(FAILURE, [channelId, atMs, isGivenUp, error]);
}
