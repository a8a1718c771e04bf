import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const PROGRAM = `${root}/dist/test/alert-instance.mjs`;

/** Bundles the program of an instance, once for all that are started. */
export async function buildInstance(): Promise<void> {
  await build({
    entryPoints: [`${root}/lib/jobs/test-support/alert-instance.ts`],
    outfile: PROGRAM,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "@": root },
    logLevel: "error",
  });
}

/** Starts an instance; resolves when it has begun to work. */
export async function startInstance(name: string, databaseUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, name], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit").then(() => {
    throw new Error(`${name} ended before it started`);
  });
  await Promise.race([once(child.stdout as NodeJS.ReadableStream, "data"), exited]);
  exited.catch(() => undefined);
  return child;
}

/** SIGKILL, at whatever it is doing. */
export async function killInstance(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
