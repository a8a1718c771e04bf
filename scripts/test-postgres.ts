import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDataDir } from "@/lib/platform/data-dir.ts";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";

/**
 * The set-up of vitest's project `db`: one Postgres for all its files, thrown away afterwards. `TEST_DATABASE_URL`
 * names another server instead; its user must be allowed to create databases.
 */
export default async function startTestPostgres(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL) {
    process.env.HEADROOM_TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;
    return undefined;
  }
  const parent = await mkdtemp(join(tmpdir(), "headroom-test-"));
  await chmod(parent, 0o711);
  const dataDir = join(parent, "data");
  const unlock = await lockDataDir(dataDir);
  const postgres = await startEmbeddedPostgres(dataDir);
  process.env.HEADROOM_TEST_DATABASE_URL = postgres.url;
  return async () => {
    await postgres.stop();
    await unlock();
    await rm(parent, { recursive: true, force: true });
  };
}
