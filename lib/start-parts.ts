import { startIngest } from "@/lib/ingest/start.ts";
import { startJobs } from "@/lib/jobs/start.ts";
import { env } from "@/lib/platform/env.ts";
import { findApiKey } from "@/lib/store/api-keys.ts";
import { createKeyResolver } from "@/lib/web/auth-keys.ts";

/** Starts what this process's roles ask for beside the web server. The database must be up and migrated. */
export async function startParts(): Promise<void> {
  const { roles, adminKey } = env();
  const databaseUrl = process.env.DATABASE_URL ?? "";
  if (roles.includes("worker")) await startJobs(databaseUrl);
  if (!roles.includes("ingest")) return;
  const resolveKey = createKeyResolver({ adminKey, findKey: findApiKey, now: Date.now });
  await startIngest(databaseUrl, resolveKey);
}
