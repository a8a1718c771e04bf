import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const LOCK_FILE = "headroom.lock";

const lockSchema = z.object({ pid: z.number().int(), startedAt: z.string() });
type Lock = z.infer<typeof lockSchema>;

/** Another live Headroom process works on the same data directory. */
export class DataDirInUse extends Error {
  constructor(dataDir: string, pid: number) {
    super(
      `another Headroom (process ${pid}) is already running on ${dataDir}: stop it first, or set HEADROOM_DATA_DIR to another directory`,
    );
    this.name = "DataDirInUse";
  }
}

/** Makes the directory. As root others may pass through it (not list it): Postgres runs as another user. */
export async function makeDataDir(dataDir: string): Promise<void> {
  if (existsSync(dataDir)) return;
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
}

/**
 * Makes the directory if needed and takes it for this process. A lock left by a dead process is taken over.
 * Returns the function that gives it back. Throws `DataDirInUse`.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  await makeDataDir(dataDir);
  const path = join(dataDir, LOCK_FILE);
  const own: Lock = { pid: process.pid, startedAt: processStart(process.pid) ?? "unknown" };
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if (await linked(draft, path)) return () => rm(path, { force: true });
      await removeIfStale(dataDir, path);
    }
    throw new Error(`cannot take the lock ${path}`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Creates `path` with the draft's content in one step; false when it exists. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function removeIfStale(dataDir: string, path: string): Promise<void> {
  const before = await readLock(path);
  if (before && isSameProcess(before)) throw new DataDirInUse(dataDir, before.pid);
  // Renaming first: of two processes that saw the same stale lock only one removes it.
  const aside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  const moved = await readLock(aside);
  if (moved && isSameProcess(moved)) await linked(aside, path);
  await rm(aside, { force: true });
}

/** null when the file is gone or is not a lock (a crash of the machine may leave it empty). */
async function readLock(path: string): Promise<Lock | null> {
  try {
    const parsed = lockSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || isCode(error, "ENOENT")) return null;
    throw error;
  }
}

function isSameProcess(lock: Lock): boolean {
  return isAlive(lock.pid) && (processStart(lock.pid) ?? lock.startedAt) === lock.startedAt;
}

/** Whether a process has this id now, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

/** When the process started, as text that differs for a later process of the same id; null: unknown. */
function processStart(pid: number): string | null {
  try {
    if (process.platform === "linux") {
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The 22nd field, counted behind the program's name, which may hold spaces.
      const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
      return `${boot}/${ticks}`;
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}

/** Whether `error` is a system error of this code, such as ENOENT. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
