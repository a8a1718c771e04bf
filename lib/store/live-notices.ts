import type { Queryable } from "./queryable.ts";

/** What processes of one installation tell each other through their database. */
export const LIVE_CHANNEL = "headroom_live";

/**
 * Tells the pages of every process a live event, once the transaction is committed, and not if it is not. Those who hear
 * it hold it against the contract.
 */
export async function notifyLive(client: Queryable, event: object): Promise<void> {
  await client.query("SELECT pg_notify($1, $2)", [LIVE_CHANNEL, JSON.stringify(event)]);
}
