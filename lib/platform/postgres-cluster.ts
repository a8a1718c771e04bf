import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { PostgresPlace } from "@/lib/platform/postgres-place.ts";

const USER = "headroom";
const DATABASE = "headroom";

/** The files of the embedded database: who runs it and from where, its directory, and its user's password. */
export type Cluster = { place: PostgresPlace; dir: string; password: string };

/** Opens the cluster of a place, or makes it at the first start. Throws with a sentence for a person. */
export async function ensureCluster(place: PostgresPlace): Promise<Cluster> {
  const dir = join(place.root, "postgres");
  const passwordFile = join(place.root, "postgres-password");
  if (existsSync(dir)) {
    if (!existsSync(passwordFile)) {
      throw new Error(
        `${passwordFile} is missing, and without it ${dir} cannot be opened: restore it, or remove both`,
      );
    }
    await requireSameMajor(place, dir);
    return { place, dir, password: (await readFile(passwordFile, "utf8")).trim() };
  }
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await initialise(place, { dir, password });
  return { place, dir, password };
}

async function requireSameMajor(place: PostgresPlace, dir: string): Promise<void> {
  const version = spawnSync(join(place.bin, "postgres"), ["--version"], {
    encoding: "utf8",
  }).stdout;
  const installed = /\s(\d+)/.exec(version ?? "")?.[1];
  const written = (await readFile(join(dir, "PG_VERSION"), "utf8")).trim();
  if (installed === written) return;
  throw new Error(
    `${dir} was written by Postgres ${written}, the installed one is ${installed}: dump and reload it`,
  );
}

/** Makes the cluster under another name and renames it, so that an interrupted start leaves nothing half made. */
async function initialise(
  place: PostgresPlace,
  cluster: { dir: string; password: string },
): Promise<void> {
  const draft = `${cluster.dir}.new`;
  const passwordFile = `${cluster.dir}.initdb-password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (place.runAs) {
    await chown(draft, place.runAs.uid, place.runAs.gid);
    await chown(passwordFile, place.runAs.uid, place.runAs.gid);
  }
  const locale = [
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const access = [`--username=${USER}`, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  try {
    await promisify(execFile)(
      join(place.bin, "initdb"),
      ["-D", draft, ...locale, ...access],
      childOptions(place),
    );
    await rename(draft, cluster.dir);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new Error("the embedded Postgres could not be set up (initdb failed)", { cause: error });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** For every program of Postgres: its user, a directory that it can reach, and an environment without ours. */
export function childOptions(place: PostgresPlace) {
  // Our environment holds secrets, and a PGDATA or LC_ALL of the user must not steer this server.
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    PATH: process.env.PATH ?? "",
    LC_ALL: "C",
    TZ: "UTC",
  };
  return { ...place.runAs, cwd: place.root, env };
}

/** The address of a database of the cluster, ours unless said otherwise. */
export function addressOf(cluster: Cluster, port: number, database = DATABASE): string {
  return `postgres://${USER}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/** Makes our database if it is not there yet. */
export async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  const url = addressOf(cluster, port, "postgres");
  const rows = await query(url, `SELECT 1 AS found FROM pg_database WHERE datname = '${DATABASE}'`);
  if (rows.length === 0) await query(url, `CREATE DATABASE ${DATABASE}`);
}

/** One statement over a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
