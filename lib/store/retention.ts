import type { Queryable } from "./queryable.ts";

/** Deletes small counters that no partition drop reaches; bounds are Unix seconds. */
export async function deleteCountersBefore(
  client: Queryable,
  before: { countersSeconds: number; hoursSeconds: number },
): Promise<void> {
  const counters = Math.floor(before.countersSeconds);
  await client.query("DELETE FROM kept_shares WHERE bucket < $1", [counters]);
  await client.query("DELETE FROM refusals WHERE minute < $1", [counters]);
  await client.query("DELETE FROM source_choices WHERE hour < $1", [
    Math.floor(before.hoursSeconds),
  ]);
}
