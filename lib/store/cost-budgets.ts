import type { Author } from "@/lib/domain/ownership.ts";
import type { Queryable } from "./queryable.ts";

/** A budget as it is stored; `filters` is JSON that the contract has to parse. The amount is exact. */
export type StoredBudget = {
  id: string;
  name: string;
  currency: string;
  amount: string;
  filters: unknown;
  owner: Author;
};

type Row = Omit<StoredBudget, "owner"> & { ownerId: string; ownerName: string };

const fromRow = ({ ownerId, ownerName, ...row }: Row): StoredBudget => ({
  ...row,
  owner: { id: ownerId, name: ownerName },
});

/** Every budget, by name. */
export async function selectBudgets(database: Queryable): Promise<StoredBudget[]> {
  const { rows } = await database.query<Row>(
    `SELECT budget_id AS id, name, currency, trim_scale(amount)::text AS amount, filters,
       owner_id AS "ownerId", owner_name AS "ownerName"
     FROM cost_budgets ORDER BY name, created_at, budget_id`,
  );
  return rows.map(fromRow);
}

/** Stores a new budget. */
export async function insertBudget(
  database: Queryable,
  { id, name, currency, amount, filters, owner, createdMs }: StoredBudget & { createdMs: number },
): Promise<void> {
  await database.query(
    `INSERT INTO cost_budgets (budget_id, name, currency, amount, filters, owner_id, owner_name, created_at)
     VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)`,
    [
      id,
      name,
      currency,
      amount,
      JSON.stringify(filters),
      owner.id,
      owner.name,
      new Date(createdMs),
    ],
  );
}

/** Changes a budget as a whole; it keeps its owner. Null: there is none with this id. */
export async function updateBudget(
  database: Queryable,
  { id, name, currency, amount, filters }: Omit<StoredBudget, "owner">,
): Promise<StoredBudget | null> {
  const { rows } = await database.query<Row>(
    `UPDATE cost_budgets SET name = $2, currency = $3, amount = $4, filters = $5::jsonb WHERE budget_id = $1
     RETURNING budget_id AS id, name, currency, trim_scale(amount)::text AS amount, filters,
       owner_id AS "ownerId", owner_name AS "ownerName"`,
    [id, name, currency, amount, JSON.stringify(filters)],
  );
  return rows[0] ? fromRow(rows[0]) : null;
}

/** Deletes a budget. False: there is none with this id. */
export async function deleteBudgetRow(database: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await database.query("DELETE FROM cost_budgets WHERE budget_id = $1", [id]);
  return (rowCount ?? 0) > 0;
}
