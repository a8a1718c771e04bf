import type { Pool } from "pg";
import type { Author } from "@/lib/domain/ownership.ts";
import type { Queryable } from "./queryable.ts";

/** A rule as it is stored; `target` is JSON that the contract has to parse. */
export type StoredMappingRule = { dimension: string; value: string; target: unknown };

/** Every rule, in its order. */
export async function selectMappingRules(database: Queryable): Promise<StoredMappingRule[]> {
  const { rows } = await database.query<StoredMappingRule>(
    "SELECT dimension, value, target FROM cost_mapping_rules ORDER BY position, rule_id",
  );
  return rows;
}

/** Puts rules in the place of all that there were. */
export async function replaceMappingRules(
  pool: Pool,
  rules: readonly StoredMappingRule[],
  { owner, nowMs }: { owner: Author; nowMs: number },
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("LOCK TABLE cost_mapping_rules IN SHARE ROW EXCLUSIVE MODE");
    await client.query("DELETE FROM cost_mapping_rules");
    await client.query(
      `INSERT INTO cost_mapping_rules (rule_id, position, dimension, value, target, owner_id, owner_name, created_at)
       SELECT gen_random_uuid(), position, rule ->> 'dimension', rule ->> 'value', rule -> 'target', $2, $3, $4
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS given (rule, position)`,
      [JSON.stringify(rules), owner.id, owner.name, new Date(nowMs)],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
