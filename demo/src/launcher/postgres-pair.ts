import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { appendFile, chown, cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import {
  bareEnvironment,
  findProgram,
  freePort,
  type GuardedProgram,
  type RunAs,
  startGuarded,
} from "./guarded-program.ts";

const run = promisify(execFile);
const USER = "shop";
const READY_MS = 120_000;

/** A primary and a replica that streams from it; addresses of the shop's database. */
export type PostgresPair = { primaryUrl: string; replicaUrl: string; stop: () => Promise<void> };

type Place = { bin: string; dir: string; runAs: RunAs; password: string };

/** It is made anew at every start, so that nothing must survive: no waiting for disks, and small. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "off",
  shared_buffers: "32MB",
  max_connections: "60",
  max_wal_size: "128MB",
  min_wal_size: "32MB",
  wal_keep_size: "64MB",
  jit: "off",
};

/** Makes and starts both on free ports; `bin` holds the programs of Postgres. */
export async function startPostgresPair(given: Omit<Place, "password">): Promise<PostgresPair> {
  const place = { ...given, password: randomBytes(18).toString("base64url") };
  const [primaryDir, replicaDir] = [join(place.dir, "primary"), join(place.dir, "replica")];
  const [primaryPort, replicaPort] = [await freePort(), await freePort()];
  await initialise(place, primaryDir);
  const primary = await startPostgres(place, primaryDir, primaryPort);
  await createDatabase(place, primaryPort);
  await copyPrimary(place, { port: primaryPort, from: primaryDir, to: replicaDir });
  const replica = await startPostgres(place, replicaDir, replicaPort);
  return {
    primaryUrl: addressOf(place, primaryPort, "shop"),
    replicaUrl: addressOf(place, replicaPort, "shop"),
    stop: async () => {
      await replica.stop();
      await primary.stop();
    },
  };
}

const addressOf = ({ password }: Place, port: number, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;

async function initialise(place: Place, dir: string): Promise<void> {
  const passwordFile = join(place.dir, "password");
  await writeFile(passwordFile, place.password, { mode: 0o600 });
  if (place.runAs) await chown(passwordFile, place.runAs.uid, place.runAs.gid);
  const options = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--wal-segsize=4"];
  const user = [`--username=${USER}`, `--pwfile=${passwordFile}`, "--no-sync"];
  await run(join(place.bin, "initdb"), ["-D", dir, ...options, ...user], programOptions(place));
  await rm(passwordFile);
}

async function createDatabase(place: Place, port: number): Promise<void> {
  const client = new Client({ connectionString: addressOf(place, port, "postgres") });
  await client.connect();
  try {
    await client.query("CREATE DATABASE shop");
  } finally {
    await client.end();
  }
}

const programOptions = ({ runAs, password }: Place) => ({
  ...(runAs ?? {}),
  cwd: "/",
  env: { ...bareEnvironment(), PGPASSWORD: password },
});

async function startPostgres(place: Place, dir: string, port: number): Promise<GuardedProgram> {
  const settings = { ...SETTINGS, port: String(port) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const logFile = `${dir}.log`;
  const server = startGuarded({
    program: join(place.bin, "postgres"),
    args: ["-D", dir, ...flags],
    signal: "INT",
    runAs: place.runAs,
    logFile,
  });
  const deadline = Date.now() + READY_MS;
  while (!isReady(dir)) {
    if (Date.now() > deadline) {
      await server.stop();
      const end = readFileSync(logFile, "utf8").slice(-1_000);
      throw new Error(`the shop's Postgres did not become ready; the end of its log:\n${end}`);
    }
    await sleep(100);
  }
  return server;
}

/** The server says so in its directory; a replica once it answers reads. */
function isReady(dir: string): boolean {
  const file = join(dir, "postmaster.pid");
  return existsSync(file) && readFileSync(file, "utf8").split("\n")[7]?.trim() === "ready";
}

type Copy = { port: number; from: string; to: string };

/** By `pg_basebackup` where a fitting one is installed, else as a backup of our own. */
async function copyPrimary(place: Place, copy: Copy): Promise<void> {
  const program = findProgram("pg_basebackup");
  if (program !== undefined && (await majorOf(program)) === (await majorOf(serverOf(place)))) {
    const target = ["-D", copy.to, "-R", "-X", "stream", "-c", "fast", "--no-sync"];
    const source = ["-h", "127.0.0.1", "-p", String(copy.port), "-U", USER];
    await run(program, [...target, ...source], programOptions(place));
    return;
  }
  await copyDirectory(place, copy);
}

const serverOf = ({ bin }: Place): string => join(bin, "postgres");

async function majorOf(program: string): Promise<string | undefined> {
  const { stdout } = await run(program, ["--version"], { env: bareEnvironment() });
  return /\s(\d+)/.exec(stdout)?.[1];
}

async function copyDirectory(place: Place, { port, from, to }: Copy): Promise<void> {
  const client = new Client({ connectionString: addressOf(place, port, "postgres") });
  await client.connect();
  try {
    await client.query("SELECT pg_backup_start('replica', true)");
    await mkdir(to, { mode: 0o700 });
    const isState = (source: string) => /postmaster\.(?:pid|opts)$/.test(source);
    await cp(from, to, { recursive: true, filter: (source) => !isState(source) });
    const { rows } = await client.query<{ labelfile: string }>(
      "SELECT labelfile FROM pg_backup_stop(false)",
    );
    await writeFile(join(to, "backup_label"), rows[0]?.labelfile ?? "");
  } finally {
    await client.end();
  }
  const follow = `host=127.0.0.1 port=${port} user=${USER} password=${place.password}`;
  await appendFile(join(to, "postgresql.auto.conf"), `primary_conninfo = '${follow}'\n`);
  await writeFile(join(to, "standby.signal"), "");
  if (place.runAs) await run("chown", ["-R", `${place.runAs.uid}:${place.runAs.gid}`, to]);
}
