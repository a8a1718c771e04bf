import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { migrate } from "@/lib/store/migrate.ts";

/** The repository's migrations. */
export const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** Guards the making of the template between test processes. */
const TEMPLATE_LOCK = "7305808872010467";

/** A database of a test's own. `drop` cuts its sessions; end your pools first. */
export type TestDatabase = { url: string; drop: () => Promise<void> };

/**
 * A fresh, migrated database on the server that the tests' set-up started, or on `TEST_DATABASE_URL`. Copied from a
 * template that is made once for each state of the migrations, so it takes some 50 ms.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const base = baseUrl();
  const template = await ensureTemplate(base);
  const name = `headroom_test_${randomBytes(6).toString("hex")}`;
  await run(base, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: urlOf(base, name),
    drop: () => dropDatabase(base, name),
  };
}

/** A fresh database without our tables. */
export async function createEmptyTestDatabase(): Promise<TestDatabase> {
  const base = baseUrl();
  const name = `headroom_test_${randomBytes(6).toString("hex")}`;
  await run(base, `CREATE DATABASE ${name}`);
  return {
    url: urlOf(base, name),
    drop: () => dropDatabase(base, name),
  };
}

/** Ended pools take a moment to hang up, for which Postgres waits; cutting them off would fail the test run. */
async function dropDatabase(base: string, name: string): Promise<void> {
  try {
    await run(base, `DROP DATABASE IF EXISTS ${name}`);
  } catch {
    await run(base, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
}

function baseUrl(): string {
  const url = process.env.HEADROOM_TEST_DATABASE_URL;
  if (!url)
    throw new Error("HEADROOM_TEST_DATABASE_URL is not set: run this in vitest's project db");
  return url;
}

function urlOf(base: string, database: string): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  return url.href;
}

async function ensureTemplate(base: string): Promise<string> {
  const name = `headroom_template_${migrationsDigest()}`;
  const client = new pg.Client({ connectionString: base });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${TEMPLATE_LOCK})`);
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return name;
    const draft = `${name}_${randomBytes(3).toString("hex")}`;
    await client.query(`CREATE DATABASE ${draft}`);
    await migrate(urlOf(base, draft), MIGRATIONS);
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    return name;
  } finally {
    await client.end();
  }
}

function migrationsDigest(): string {
  const hash = createHash("sha256");
  for (const entry of readdirSync(MIGRATIONS, { withFileTypes: true })) {
    if (entry.isDirectory())
      hash.update(readFileSync(join(MIGRATIONS, entry.name, "migration.sql")));
  }
  return hash.digest("hex").slice(0, 12);
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
