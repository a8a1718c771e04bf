import { connect } from "node:net";
import { join } from "node:path";
import type { Requisite } from "@/lib/contract/health.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import { env } from "@/lib/platform/env.ts";
import { missingMigrations } from "@/lib/store/migration-state.ts";

/** How each requisite is asked. Each answers within a second or two; a rejection counts as "no". */
export type ReadinessProbes = Record<Requisite, () => Promise<boolean>>;

/** What this process lacks now. */
export const findMissingHere = (): Promise<Requisite[]> =>
  findMissing({
    database: async () => (await primaryReadPool().query("SELECT 1")).rowCount === 1,
    migrations: async () =>
      (await missingMigrations(primaryReadPool(), migrationsDirectory())).length === 0,
    ingest: receiversListen,
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

/** What is missing before this process can take traffic, in order; empty: nothing. */
export async function findMissing(probes: ReadinessProbes): Promise<Requisite[]> {
  const answers = await Promise.all([
    ask("database", probes),
    ask("migrations", probes),
    ask("ingest", probes),
  ]);
  return answers.filter((missing) => missing !== null);
}

async function ask(requisite: Requisite, probes: ReadinessProbes): Promise<Requisite | null> {
  try {
    return (await probes[requisite]()) ? null : requisite;
  } catch {
    return requisite;
  }
}

/** Whether something listens there. A host that stands for every address is asked on loopback. */
export function isListening(host: string, port: number, timeoutMs = 1_000): Promise<boolean> {
  const address = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const settle = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
