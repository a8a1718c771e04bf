import pg from "pg";
import { afterEach, expect, it } from "vitest";
import { missingMigrations } from "./migration-state.ts";
import {
  createEmptyTestDatabase,
  createTestDatabase,
  MIGRATIONS,
  type TestDatabase,
} from "./testing.ts";

const open: { pool: pg.Pool; database: TestDatabase }[] = [];
afterEach(async () => {
  for (const { pool, database } of open.splice(0)) {
    await pool.end();
    await database.drop();
  }
});

function poolOf(database: TestDatabase): pg.Pool {
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  open.push({ pool, database });
  return pool;
}

it("an empty database misses all, a migrated one nothing", async () => {
  const empty = await missingMigrations(poolOf(await createEmptyTestDatabase()), MIGRATIONS);
  expect(empty[0]).toBe("20261124000000_configuration");
  expect(empty.length).toBeGreaterThanOrEqual(2);
  expect(await missingMigrations(poolOf(await createTestDatabase()), MIGRATIONS)).toEqual([]);
});

it("one that was begun, or rolled back, is missing", async () => {
  const pool = poolOf(await createTestDatabase());
  await pool.query(
    "UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '20261124000000_configuration'",
  );
  expect(await missingMigrations(pool, MIGRATIONS)).toEqual(["20261124000000_configuration"]);
});
