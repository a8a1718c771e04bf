import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataDirInUse, isAlive, lockDataDir } from "./data-dir.ts";

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "headroom-lock-"));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** A lock as another process left it. */
async function leaveLock(text: string): Promise<void> {
  await mkdir(join(dataDir, "locks"), { recursive: true });
  await writeFile(join(dataDir, "locks", "left.json"), text);
}

const locks = () => readdirSync(join(dataDir, "locks"));

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
  expect(locks()).toEqual([]);
  await lockDataDir(dataDir);
});

test("the lock of a dead process is taken over", async () => {
  const pid = deadPid();
  expect(isAlive(pid)).toBe(false);
  await leaveLock(JSON.stringify({ pid, startedAt: "then", held: true }));
  await lockDataDir(dataDir);
  expect(locks()).toHaveLength(1);
  expect(locks()).not.toContain("left.json");
});

test("a live process that only reuses the id does not hold the lock", async () => {
  await leaveLock(JSON.stringify({ pid: process.ppid, startedAt: "another time", held: true }));
  await lockDataDir(dataDir);
});

test("a lock that a crash of the machine left empty is taken over", async () => {
  await leaveLock("");
  await lockDataDir(dataDir);
});

test("of several that start at once over a stale lock exactly one wins", async () => {
  for (let round = 0; round < 8; round += 1) {
    await leaveLock(JSON.stringify({ pid: deadPid(), startedAt: "then", held: true }));
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDir(dataDir)));
    const won = tries.filter((result) => result.status === "fulfilled");
    expect(won).toHaveLength(1);
    await won[0]?.value();
  }
});

test("a missing directory is made", async () => {
  const nested = join(dataDir, "a", "b");
  await lockDataDir(nested);
  expect(existsSync(join(nested, "locks"))).toBe(true);
});
