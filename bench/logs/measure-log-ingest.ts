import type { Client } from "pg";
import type { Headroom } from "../headroom.ts";
import { logBodies, RECORDS_A_BODY } from "./log-bodies.ts";

/** Senders at a time. */
const SENDERS = 4;
/** More bodies a second than any machine takes. */
const BODIES_A_SECOND = 60;
/** The advisory lock of the one process that indexes: who holds it keeps the index still. */
const INDEX_LOCK = 7_267;

export type LogIngest = { indexed: boolean; seconds: number; recordsPerSecond: number };

/** How many records a second are acknowledged, in bodies of a thousand. */
export async function measureLogIngest(
  headroom: Headroom,
  client: Client,
  { seconds, indexed }: { seconds: number; indexed: boolean },
): Promise<LogIngest> {
  const bodies = logBodies(seconds * BODIES_A_SECOND, Date.now());
  if (!indexed) await takeIndexLock(client);
  const began = performance.now();
  const until = began + seconds * 1_000;
  let acknowledged = 0;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (performance.now() < until) {
        const body = bodies.pop();
        if (!body) return;
        await send(headroom, body);
        acknowledged += RECORDS_A_BODY;
      }
    }),
  );
  const passed = (performance.now() - began) / 1_000;
  if (!indexed) await client.query("SELECT pg_advisory_unlock($1)", [INDEX_LOCK]);
  return { indexed, seconds: passed, recordsPerSecond: acknowledged / passed };
}

/** The index's own session keeps the lock for good: it is ended, and the lock taken before it comes back. */
async function takeIndexLock(client: Client): Promise<void> {
  for (;;) {
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND objid = $1 AND pid <> pg_backend_pid()`,
      [INDEX_LOCK],
    );
    const { rows } = await client.query<{ locked: boolean }>(
      "SELECT pg_try_advisory_lock($1) AS locked",
      [INDEX_LOCK],
    );
    if (rows[0]?.locked) return;
  }
}

async function send(headroom: Headroom, body: Buffer): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${headroom.otlpPort}/v1/logs`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      authorization: headroom.authorization,
    },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`logs were answered with ${response.status}`);
}
