import { join } from "node:path";
import type { NotReadyResponse, ReadyResponse } from "@/lib/contract/health.ts";
import { readPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { openRoute } from "@/lib/platform/http.ts";
import { findMissing, isListening } from "@/lib/platform/http-readiness.ts";
import { missingMigrations } from "@/lib/store/migration-state.ts";

/** Whether this process can take traffic: 503 with what is missing until it can. */
export const GET = openRoute("GET /api/health/ready", async () => {
  const missing = await findMissing({
    database: async () => (await readPool().query("SELECT 1")).rowCount === 1,
    migrations: async () =>
      (await missingMigrations(readPool(), migrationsDirectory())).length === 0,
    ingest: receiversListen,
  });
  if (missing.length === 0) return { status: "ready" } satisfies ReadyResponse;
  const error = { code: "not_ready", message: `Missing: ${missing.join(", ")}` };
  const body: NotReadyResponse = { error, missing };
  return Response.json(body, {
    status: 503,
    headers: { "retry-after": "1", "cache-control": "no-store" },
  });
});

const migrationsDirectory = () => join(process.cwd(), "prisma", "migrations");

/** A process without the role has no receivers to wait for; port 0 turns one off. */
async function receiversListen(): Promise<boolean> {
  const { roles, otlpHost, otlpHttpPort, otlpGrpcPort } = env();
  if (!roles.includes("ingest")) return true;
  const ports = [otlpHttpPort, otlpGrpcPort].filter((port) => port !== 0);
  const listening = await Promise.all(ports.map((port) => isListening(otlpHost, port)));
  return listening.every(Boolean);
}
