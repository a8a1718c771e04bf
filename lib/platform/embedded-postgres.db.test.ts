import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "./data-dir.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.ts";
import { guardPostgres } from "./postgres-guard.ts";

let parent: string;
let started: EmbeddedPostgres | undefined;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "headroom-embedded-"));
  await chmod(parent, 0o711);
});

afterEach(async () => {
  await started?.stop();
  await rm(parent, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  started = await startEmbeddedPostgres(join(parent, "data"));
  return started;
}

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

async function writeOne(url: string): Promise<void> {
  await rows(url, "CREATE TABLE kept (n int)");
  await rows(url, "INSERT INTO kept VALUES (7)");
}

test("what was committed is there after a stop and a start, and stopping ends the process", async () => {
  const first = await start();
  await writeOne(first.url);
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await start();
  expect(await rows(second.url, "SELECT n FROM kept")).toEqual([[7]]);
});

test("a server that a killed process left running is adopted", async () => {
  const first = await start();
  await writeOne(first.url);
  const second = await start();
  expect(second.pid).toBe(first.pid);
  expect(second.url).toBe(first.url);
  await second.stop();
  expect(isAlive(first.pid)).toBe(false);
});

test("after kill -9 of Postgres the next start recovers what was committed", async () => {
  const first = await start();
  await writeOne(first.url);
  process.kill(first.pid, "SIGKILL");
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(await rows(second.url, "SELECT n FROM kept")).toEqual([[7]]);
});

test("killed while its Headroom runs, it comes back under the same address", async () => {
  const first = await start();
  const stop = guardPostgres(first, 50);
  await writeOne(first.url);
  process.kill(first.pid, "SIGKILL");
  const found = () => rows(first.url, "SELECT n FROM kept").catch(() => null);
  await expect.poll(found, { timeout: 20_000 }).toEqual([[7]]);
  await stop();
  expect(await found()).toBeNull();
});

test("a set-up that was interrupted half way is begun anew", async () => {
  await mkdir(join(parent, "data", "postgres.new"), { recursive: true });
  await chmod(join(parent, "data"), 0o711);
  await writeFile(join(parent, "data", "postgres.new", "PG_VERSION"), "18\n");
  const { url } = await start();
  expect(await rows(url, "SELECT 1")).toEqual([[1]]);
});

test("it listens on loopback alone and asks for the password", async () => {
  const { url } = await start();
  expect(await rows(url, "SHOW listen_addresses")).toEqual([["127.0.0.1"]]);
  expect(await rows(url, "SHOW unix_socket_directories")).toEqual([[""]]);
  const wrong = new URL(url);
  wrong.password = "wrong";
  await expect(rows(wrong.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
});

test("acknowledged means on disk, and the settings for ingest hold", async () => {
  const { url } = await start();
  const settings = await rows(
    url,
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'synchronous_commit', 'shared_buffers', 'max_wal_size', 'jit', 'max_connections')
     ORDER BY name`,
  );
  expect(settings).toEqual([
    ["fsync", "on"],
    ["jit", "off"],
    ["max_connections", "60"],
    ["max_wal_size", "4096"],
    ["shared_buffers", "32768"],
    ["synchronous_commit", "on"],
  ]);
});
