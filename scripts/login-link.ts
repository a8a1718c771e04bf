import { closePools } from "@/lib/platform/db.ts";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { env } from "@/lib/platform/env.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createLoginLink } from "@/lib/web/login-link.ts";

/** Prints a new one-time link into the Headroom that runs with this environment. Throws with a sentence for a person. */
export async function printLoginLink(): Promise<void> {
  const url = env().databaseUrl ?? (await findEmbeddedPostgres(env().dataDir));
  if (url === null) {
    throw new Error(
      `no Headroom runs on ${env().dataDir}: npm start starts one, and prints a link at each start`,
    );
  }
  process.env.DATABASE_URL = url;
  try {
    console.log(await createLoginLink());
  } finally {
    await closePrisma();
    await closePools();
  }
}
