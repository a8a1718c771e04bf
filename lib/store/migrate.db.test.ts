import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { createEmptyTestDatabase, MIGRATIONS, type TestDatabase } from "./testing.ts";

let database: TestDatabase;
let directory: string;
let client: pg.Client;

beforeEach(async () => {
  database = await createEmptyTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "headroom-migrations-"));
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function writeMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, "migration.sql"), sql);
}

async function history(): Promise<unknown[]> {
  const { rows } = await client.query(
    `SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations ORDER BY migration_name`,
  );
  return rows;
}

test("the repository's migrations apply once, and a second run changes nothing", async () => {
  await cp(MIGRATIONS, directory, { recursive: true });
  const applied = await migrate(database.url, directory);
  expect(applied.length).toBeGreaterThanOrEqual(2);
  expect(applied).toEqual([...applied].sort());
  const before = await history();
  expect(await migrate(database.url, directory)).toEqual([]);
  expect(await history()).toEqual(before);
});

test("a migration is recorded as Prisma records it, with the sha256 of its bytes", async () => {
  await writeMigration("001_one", "CREATE TABLE one (id int)");
  await migrate(database.url, directory);
  expect(await history()).toEqual([
    {
      migration_name: "001_one",
      // printf 'CREATE TABLE one (id int)' | sha256sum
      checksum: "4d8ec74eca290f99777e37ddd75017c0d05be7b5f06a392e45ec0ffecf0462bd",
      applied_steps_count: 1,
      finished: true,
    },
  ]);
});

test("an edited file is refused and named", async () => {
  await writeMigration("001_one", "CREATE TABLE one (id int)");
  await migrate(database.url, directory);
  const path = join(directory, "001_one", "migration.sql");
  await writeFile(path, `${await readFile(path, "utf8")} -- edited`);
  await expect(migrate(database.url, directory)).rejects.toThrow(/001_one was edited/);
});

test("a database of a newer version is refused", async () => {
  await writeMigration("001_one", "CREATE TABLE one (id int)");
  await writeMigration("002_two", "CREATE TABLE two (id int)");
  await migrate(database.url, directory);
  await rm(join(directory, "002_two"), { recursive: true });
  await expect(migrate(database.url, directory)).rejects.toThrow(/002_two.*newer version/);
});

test("a migration that fails leaves nothing behind, and what came before it stays", async () => {
  await writeMigration("001_one", "CREATE TABLE one (id int)");
  await writeMigration("002_two", "CREATE TABLE two (id int); SELECT no_such_function()");
  await expect(migrate(database.url, directory)).rejects.toThrow(/002_two failed/);
  const { rows } = await client.query(
    "SELECT to_regclass('one') AS one, to_regclass('two') AS two",
  );
  expect(rows).toEqual([{ one: "one", two: null }]);
  expect(await history()).toHaveLength(1);
});

test("processes that start together apply each migration once", async () => {
  await cp(MIGRATIONS, directory, { recursive: true });
  const runs = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url, directory)));
  const applied = runs.filter((names) => names.length > 0);
  expect(applied).toHaveLength(1);
});

test("a migration that another tool began and did not finish stops the start", async () => {
  await writeMigration("001_one", "CREATE TABLE one (id int)");
  await migrate(database.url, directory);
  await client.query("UPDATE _prisma_migrations SET finished_at = NULL");
  await expect(migrate(database.url, directory)).rejects.toThrow(/001_one was begun/);
});
