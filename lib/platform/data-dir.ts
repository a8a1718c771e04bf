import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

const LOCKS = "locks";
const WAIT_MS = 3_000;

const lockSchema = z.object({ pid: z.number().int(), startedAt: z.string(), held: z.boolean() });
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
 *
 * Every process first shows its own lock, then looks at the others', and holds the directory only when it saw none of
 * a live process: of two, at least the later one sees the other. While several are still trying, the first by name
 * stays and the others step back.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const locks = join(dataDir, LOCKS);
  try {
    await makeDataDir(dataDir);
    await mkdir(locks, { recursive: true, mode: 0o700 });
    return await takeLock(dataDir, locks);
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].some((code) => isCode(error, code))) throw error;
    throw new Error(
      `this user cannot write to ${dataDir}: start as its owner, or set HEADROOM_DATA_DIR to another directory`,
      { cause: error },
    );
  }
}

async function takeLock(dataDir: string, locks: string): Promise<() => Promise<void>> {
  const own = join(locks, `${randomBytes(8).toString("hex")}.json`);
  const release = () => rm(own, { force: true });
  const lock: Lock = {
    pid: process.pid,
    startedAt: processStart(process.pid) ?? "unknown",
    held: false,
  };
  const deadline = Date.now() + WAIT_MS;
  try {
    for (;;) {
      let others = await otherLocks(locks, own);
      if (others.length === 0) {
        await writeLock(own, lock);
        others = await otherLocks(locks, own);
      }
      if (others.length === 0) {
        await writeLock(own, { ...lock, held: true });
        return release;
      }
      const holder = others.find((other) => other.lock.held) ?? others[0];
      if (holder && (holder.lock.held || Date.now() > deadline)) {
        throw new DataDirInUse(dataDir, holder.lock.pid);
      }
      if (others.some((other) => other.path < own)) await release();
      await sleep(5 + Math.random() * 20);
    }
  } catch (error) {
    await release();
    throw error;
  }
}

/** Appears whole: a reader never sees half a lock. */
async function writeLock(path: string, lock: Lock): Promise<void> {
  await writeFile(`${path}.draft`, JSON.stringify(lock), { mode: 0o600 });
  await rename(`${path}.draft`, path);
}

/** The locks of live processes besides our own; those of dead ones are removed. */
async function otherLocks(locks: string, own: string): Promise<{ path: string; lock: Lock }[]> {
  const others = [];
  for (const name of await readdir(locks)) {
    const path = join(locks, name);
    if (path === own || !name.endsWith(".json")) continue;
    const lock = await readLock(path);
    // Gone: its process stepped back, and may show it again at any moment.
    if (lock === "gone") continue;
    if (lock !== "unreadable" && isSameProcess(lock)) others.push({ path, lock });
    else await rm(path, { force: true });
  }
  return others;
}

/** Unreadable: a crash of the machine may leave a file empty. */
async function readLock(path: string): Promise<Lock | "gone" | "unreadable"> {
  try {
    const parsed = lockSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
    return parsed.success ? parsed.data : "unreadable";
  } catch (error) {
    if (error instanceof SyntaxError) return "unreadable";
    if (isCode(error, "ENOENT")) return "gone";
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
