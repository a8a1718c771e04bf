import { readdir } from "node:fs/promises";
import type { Queryable } from "./queryable.ts";

const APPLIED = `
  SELECT migration_name
  FROM _prisma_migrations
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

const UNDEFINED_TABLE = "42P01";

/** The migrations of a directory that the database has not finished, in order. Rejects when it cannot be asked. */
export async function missingMigrations(db: Queryable, directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const applied = await appliedMigrations(db);
  return names.filter((name) => !applied.has(name)).sort();
}

async function appliedMigrations(db: Queryable): Promise<Set<string>> {
  try {
    const { rows } = await db.query<{ migration_name: string }>(APPLIED);
    return new Set(rows.map((row) => row.migration_name));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === UNDEFINED_TABLE)
      return new Set();
    throw error;
  }
}
