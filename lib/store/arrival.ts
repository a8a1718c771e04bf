import type { ClientBase } from "pg";
import { DELTA_TABLES } from "./request-tiers.ts";

/**
 * The ring of arrival slots. A writer holds the lock shared for its transaction and appends to the open slot; the
 * fold takes it alone for a moment to seal that slot, so that no writer can reach a sealed one.
 */
export const ARRIVAL_LOCK = 7_262;

/** A slot whose rows the tiers do not contain yet, or did not when this was read. */
export type ArrivalSlot = { slot: number; generation: number; state: "open" | "sealed" };

/** Slots that a reader must add to the tiers, in the same snapshot as the tiers. */
export const UNFOLDED_SLOTS = `
  SELECT slot, generation, state
  FROM arrival_slots
  WHERE state IN ('open', 'sealed')
  ORDER BY generation
`;

/** Reads the unfolded slots, oldest first. */
export async function findUnfoldedSlots(client: ClientBase): Promise<ArrivalSlot[]> {
  const { rows } = await client.query<{
    slot: number;
    generation: string;
    state: "open" | "sealed";
  }>(UNFOLDED_SLOTS);
  return rows.map((row) => ({ ...row, generation: Number(row.generation) }));
}

const SEAL = `
  UPDATE arrival_slots SET state = 'sealed', changed_ms = $1 WHERE state = 'open'
`;
const OPEN_NEXT = `
  UPDATE arrival_slots
  SET state = 'open', changed_ms = $1,
      generation = (SELECT max(generation) + 1 FROM arrival_slots)
  WHERE slot = $2
`;
const FREE_SLOT = "SELECT slot FROM arrival_slots WHERE state = 'free' ORDER BY generation LIMIT 1";

/**
 * Seals the open slot and opens a free one, in one short transaction of its own. False when no slot is free: the open
 * one then goes on growing, which loses nothing.
 */
export async function sealOpenSlot(client: ClientBase, nowMs: number): Promise<boolean> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1, 0)", [ARRIVAL_LOCK]);
    const free = await client.query<{ slot: number }>(FREE_SLOT);
    const slot = free.rows[0]?.slot;
    if (slot !== undefined) {
      await client.query(SEAL, [nowMs]);
      await client.query(OPEN_NEXT, [nowMs, slot]);
    }
    await client.query("COMMIT");
    return slot !== undefined;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** Marks a sealed slot folded, within the transaction that put its rows into the tiers. */
export async function markFolded(client: ClientBase, slot: number, nowMs: number): Promise<void> {
  const { rowCount } = await client.query(
    "UPDATE arrival_slots SET state = 'folded', changed_ms = $2 WHERE slot = $1 AND state = 'sealed'",
    [slot, nowMs],
  );
  if (rowCount !== 1)
    throw new Error(`arrival slot ${slot} is not sealed: another process folded it`);
}

/**
 * Empties slots that were folded before `foldedBeforeMs`, late enough that no reader's snapshot needs their rows, and
 * frees them.
 */
export async function freeFoldedSlots(client: ClientBase, foldedBeforeMs: number): Promise<number> {
  const { rows } = await client.query<{ slot: number }>(
    "SELECT slot FROM arrival_slots WHERE state = 'folded' AND changed_ms < $1",
    [foldedBeforeMs],
  );
  for (const { slot } of rows) {
    await client.query("BEGIN");
    const tables = Object.values(DELTA_TABLES).map((table) => `${table}_${slot}`);
    await client.query(`TRUNCATE ${tables.join(", ")}`);
    await client.query("UPDATE arrival_slots SET state = 'free' WHERE slot = $1", [slot]);
    await client.query("COMMIT");
  }
  return rows.length;
}

const FOLD_LOCK = 7_263;

/**
 * Whether this connection is the one that folds: a lock of the session, given back when the connection ends. Asking
 * again on the connection that has it says yes.
 */
export async function tryFoldLock(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND classid = ${FOLD_LOCK} AND objid = 0
         AND pid = pg_backend_pid() AND granted
     ) OR pg_try_advisory_lock(${FOLD_LOCK}, 0) AS mine`,
  );
  return rows[0]?.mine ?? false;
}

/** How full the open slot is: bytes of its deltas, and whether any delta or histogram point arrived in it. */
export async function openSlotFill(
  client: ClientBase,
): Promise<{ bytes: number; hasRows: boolean }> {
  const open = await client.query<{ slot: number; generation: string }>(
    "SELECT slot, generation FROM arrival_slots WHERE state = 'open'",
  );
  const row = open.rows[0];
  if (!row) throw new Error("no arrival slot is open");
  const { rows } = await client.query<{ bytes: string; has_rows: boolean }>(
    `SELECT pg_relation_size('request_deltas_${row.slot}')
              + pg_relation_size('operation_deltas_${row.slot}') AS bytes,
            EXISTS (SELECT FROM request_deltas_${row.slot})
              OR EXISTS (SELECT FROM operation_deltas_${row.slot})
              OR EXISTS (SELECT FROM request_points WHERE generation = $1) AS has_rows`,
    [row.generation],
  );
  return { bytes: Number(rows[0]?.bytes ?? 0), hasRows: rows[0]?.has_rows ?? false };
}
