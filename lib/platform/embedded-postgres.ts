import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { open, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "@/lib/platform/data-dir.ts";
import { log } from "@/lib/platform/log.ts";
import { freePort } from "@/lib/platform/ports.ts";
import {
  addressOf,
  type Cluster,
  childOptions,
  ensureCluster,
  ensureDatabase,
  query,
} from "@/lib/platform/postgres-cluster.ts";
import { preparePostgresPlace } from "@/lib/platform/postgres-place.ts";

const LOCK_WAIT_MS = 15_000;
const READY_WAIT_MS = 300_000;
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "256MB",
  max_wal_size: "4GB",
  max_connections: "60",
  synchronous_commit: "on",
  autovacuum: "on",
  jit: "off",
  huge_pages: "off",
  log_checkpoints: "off",
};

/** A running embedded Postgres. */
export type EmbeddedPostgres = {
  url: string;
  pid: number;
  /** Ends it and waits until it is gone. */
  stop: () => Promise<void>;
  /** Starts it again under the same address, after it ended by itself. */
  restart: () => Promise<EmbeddedPostgres>;
};

/**
 * Starts the embedded Postgres of a data directory, makes its cluster at the first start, or adopts the one that a
 * killed Headroom left running. The caller holds the directory's lock. Listens on 127.0.0.1 at a free port; a password
 * of its own, kept beside the cluster, guards it. Throws with a sentence for a person and the end of Postgres's log.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const place = await preparePostgresPlace(dataDir);
  const cluster = await ensureCluster(place);
  const running = (await adopt(cluster)) ?? (await launch(cluster, await freePort()));
  await ensureDatabase(cluster, running.port);
  return runningAs(cluster, running);
}

function runningAs(cluster: Cluster, { pid, port }: Postmaster): EmbeddedPostgres {
  return {
    url: addressOf(cluster, port),
    pid,
    stop: () => stopPostmaster(pid),
    restart: async () => runningAs(cluster, await launch(cluster, port)),
  };
}

/** The address of the embedded Postgres that runs on a data directory now; null: none does. Starts and makes nothing. */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | null> {
  if (!existsSync(dataDir)) return null;
  const place = await preparePostgresPlace(dataDir);
  if (!existsSync(join(place.root, "postgres"))) return null;
  const cluster = await ensureCluster(place);
  const found = readPostmaster(cluster.dir);
  if (!found?.ready || !isAlive(found.pid)) return null;
  return (await servesCluster(cluster, found.port)) ? addressOf(cluster, found.port) : null;
}

type Postmaster = { pid: number; port: number; ready: boolean };

/** What the server writes about itself into its directory; null: none runs, or it has not come so far. */
function readPostmaster(dir: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(dir, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return null;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number.isInteger(port) ? port : 0, ready: lines[7]?.trim() === "ready" };
}

/** The server that still runs on this directory after a kill -9 of ours, once it is ready; null: none. */
async function adopt(cluster: Cluster): Promise<Postmaster | null> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const found = readPostmaster(cluster.dir);
    if (!found || !isAlive(found.pid)) return null;
    if (found.ready && (await servesCluster(cluster, found.port))) {
      log.info("adopted the running embedded Postgres", { pid: found.pid, port: found.port });
      return found;
    }
    if (Date.now() > deadline) return null;
    await sleep(250);
  }
}

async function servesCluster(cluster: Cluster, port: number): Promise<boolean> {
  try {
    const rows = await query(addressOf(cluster, port, "postgres"), "SHOW data_directory");
    return rows[0]?.data_directory === cluster.dir;
  } catch {
    return false;
  }
}

/** Starts the server. After a kill -9 of Postgres its lock can hold for some seconds: tried again until it is free. */
async function launch(cluster: Cluster, port: number): Promise<Postmaster> {
  const logFile = join(cluster.place.root, "postgres.log");
  if (existsSync(logFile) && (await stat(logFile)).size > LOG_LIMIT_BYTES) await truncate(logFile);
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    const offset = existsSync(logFile) ? (await stat(logFile)).size : 0;
    const child = await spawnPostgres(cluster, { port, logFile });
    const started = await waitUntilReady(cluster, child);
    if (started) return started;
    const written = (await readFile(logFile)).subarray(offset).toString("utf8");
    const mayPass = /lock file|shared memory block|could not bind|Address already in use/.test(
      written,
    );
    if (!mayPass || Date.now() > deadline) {
      throw new Error(
        `the embedded Postgres did not start; the end of ${logFile}:\n${written.slice(-2_000)}`,
      );
    }
    await sleep(500);
  }
}

async function spawnPostgres(
  cluster: Cluster,
  { port, logFile }: { port: number; logFile: string },
): Promise<ChildProcess> {
  const { place, dir } = cluster;
  const settings: Record<string, string> = { ...SETTINGS, port: String(port) };
  if (supportsLz4(cluster)) settings.wal_compression = "lz4";
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = await open(logFile, "a", 0o600);
  try {
    const child = spawn(join(place.bin, "postgres"), ["-D", dir, ...flags], {
      ...childOptions(place),
      detached: true,
      stdio: ["ignore", output.fd, output.fd],
    });
    child.unref();
    return child;
  } finally {
    await output.close();
  }
}

function supportsLz4({ place, dir }: Cluster): boolean {
  const probe = ["-D", dir, "-c", "wal_compression=lz4", "-C", "wal_compression"];
  return (
    spawnSync(join(place.bin, "postgres"), probe, { ...childOptions(place), stdio: "ignore" })
      .status === 0
  );
}

/** null: it ended instead. */
async function waitUntilReady(cluster: Cluster, child: ChildProcess): Promise<Postmaster | null> {
  let ended = false;
  child.once("exit", () => {
    ended = true;
  });
  child.once("error", () => {
    ended = true;
  });
  const deadline = Date.now() + READY_WAIT_MS;
  while (!ended) {
    const found = readPostmaster(cluster.dir);
    if (found?.ready && found.pid === child.pid) return found;
    if (Date.now() > deadline) {
      throw new Error(
        `the embedded Postgres is still recovering after ${READY_WAIT_MS / 1_000} s: start again to wait`,
      );
    }
    await sleep(50);
  }
  return null;
}

/** Fast shutdown: sessions are cut, what was committed is kept. After 8 s the immediate one, which recovers at start. */
async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, waitMs] of [
    ["SIGINT", 8_000],
    ["SIGQUIT", 2_000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (isAlive(pid) && Date.now() < deadline) await sleep(25);
  }
}
