import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataDirInUse, isAlive, lockDataDir } from "./data-dir.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "headroom-lock-"));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

const lockFile = () => join(dataDir, "headroom.lock");

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", "0"]).pid;
}

test("a second start on the same directory is refused and names the first", async () => {
  await lockDataDir(dataDir);
  await expect(lockDataDir(dataDir)).rejects.toThrow(DataDirInUse);
  await expect(lockDataDir(dataDir)).rejects.toThrow(`process ${process.pid}`);
});

test("given back, the directory can be taken again", async () => {
  const unlock = await lockDataDir(dataDir);
  await unlock();
  expect(existsSync(lockFile())).toBe(false);
  await lockDataDir(dataDir);
});

test("the lock of a dead process is taken over", async () => {
  const pid = deadPid();
  expect(isAlive(pid)).toBe(false);
  await writeFile(lockFile(), JSON.stringify({ pid, startedAt: "then" }));
  await lockDataDir(dataDir);
  expect(JSON.parse(readFileSync(lockFile(), "utf8")).pid).toBe(process.pid);
});

test("a live process that only reuses the id does not hold the lock", async () => {
  await writeFile(lockFile(), JSON.stringify({ pid: process.ppid, startedAt: "another time" }));
  await lockDataDir(dataDir);
});

test("a lock that a crash of the machine left empty is taken over", async () => {
  await writeFile(lockFile(), "");
  await lockDataDir(dataDir);
});

test("of several that start at once over a stale lock exactly one wins", async () => {
  await writeFile(lockFile(), JSON.stringify({ pid: deadPid(), startedAt: "then" }));
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDir(dataDir)));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
});

test("a missing directory is made", async () => {
  const nested = join(dataDir, "a", "b");
  await lockDataDir(nested);
  expect(existsSync(join(nested, "headroom.lock"))).toBe(true);
});
