import { PrismaPg } from "@prisma/adapter-pg";
import { openPool } from "@/lib/platform/db.ts";
import { PrismaClient } from "./generated/prisma/client.ts";

// Next bundles this module more than once in a process; the client must exist once.
declare global {
  var headroomPrisma: PrismaClient | undefined;
}

/** The client for configuration data, made on first use over a small pool of its own. */
export function prisma(): PrismaClient {
  globalThis.headroomPrisma ??= new PrismaClient({
    adapter: new PrismaPg(openPool("configuration", { max: 4, statementTimeoutMs: 10_000 })),
  });
  return globalThis.headroomPrisma;
}

/** Forgets the client; the next call of `prisma` makes a new one. The pool is ended by `closePools`. */
export async function closePrisma(): Promise<void> {
  await globalThis.headroomPrisma?.$disconnect();
  globalThis.headroomPrisma = undefined;
}
