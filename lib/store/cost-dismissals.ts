import type { Author } from "@/lib/domain/ownership.ts";
import type { Queryable } from "./queryable.ts";

/** Advice that somebody does not want to see again. */
export type StoredDismissal = {
  adviceId: string;
  reason: string;
  owner: Author;
  dismissedMs: number;
};

/** Every dismissal. */
export async function selectDismissals(database: Queryable): Promise<StoredDismissal[]> {
  const { rows } = await database.query<{
    adviceId: string;
    reason: string;
    ownerId: string;
    ownerName: string;
    dismissedAt: Date;
  }>(
    `SELECT advice_id AS "adviceId", reason, owner_id AS "ownerId", owner_name AS "ownerName",
       dismissed_at AS "dismissedAt"
     FROM cost_dismissals`,
  );
  return rows.map(({ adviceId, reason, ownerId, ownerName, dismissedAt }) => ({
    ...{ adviceId, reason, owner: { id: ownerId, name: ownerName } },
    dismissedMs: dismissedAt.getTime(),
  }));
}

/** Dismisses advice; the newest reason stays. */
export async function upsertDismissal(
  database: Queryable,
  { adviceId, reason, owner, dismissedMs }: StoredDismissal,
): Promise<void> {
  await database.query(
    `INSERT INTO cost_dismissals (advice_id, reason, owner_id, owner_name, dismissed_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (advice_id) DO UPDATE SET reason = EXCLUDED.reason, owner_id = EXCLUDED.owner_id,
       owner_name = EXCLUDED.owner_name, dismissed_at = EXCLUDED.dismissed_at`,
    [adviceId, reason, owner.id, owner.name, new Date(dismissedMs)],
  );
}

/** Takes a dismissal back. False: there was none. */
export async function deleteDismissal(database: Queryable, adviceId: string): Promise<boolean> {
  const { rowCount } = await database.query("DELETE FROM cost_dismissals WHERE advice_id = $1", [
    adviceId,
  ]);
  return (rowCount ?? 0) > 0;
}
