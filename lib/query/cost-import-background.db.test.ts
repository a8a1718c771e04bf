import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { costImport, costImportParams, costsParams } from "@/lib/contract/costs.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { NotFoundError, TooLargeError } from "@/lib/domain/problem.ts";
import { writePool } from "@/lib/platform/db.ts";
import { spoolToFile } from "@/lib/platform/import-spool.ts";
import { shutDown } from "@/lib/platform/shutdown.ts";
import { insertRunningImport, tellImportProgress } from "@/lib/store/cost-import-progress.ts";
import { ensureBundles } from "@/scripts/bootstrap.mjs";
import { queryCostImport } from "./cost-import-answer.ts";
import { receiveBill, type SentBill } from "./cost-import-background.ts";
import { queryCosts } from "./costs.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 2, 15, 12);
const HEADING = "BilledCost,BillingCurrency,ChargePeriodStart\n";

const place = vi.hoisted(() => ({ dataDir: "" }));
vi.mock("@/lib/platform/env.ts", async (original) => {
  const real = await original<typeof import("@/lib/platform/env.ts")>();
  return { ...real, env: () => ({ ...real.parseEnv({}), dataDir: place.dataDir }) };
});

// Files are read in the thread that the product has for it.
beforeAll(ensureBundles);

let dashboard: TestDashboard;
beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  place.dataDir = await mkdtemp(join(tmpdir(), "headroom-import-"));
});
afterEach(async () => {
  await dashboard.stop();
  await rm(place.dataDir, { recursive: true });
});

async function* pieces(bytes: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const send = async (content: string | Uint8Array, more: Partial<SentBill> = {}) =>
  costImport.parse(
    await receiveBill({
      ...{ bytes: pieces(Buffer.from(content)), params: costImportParams.parse({}) },
      ...{ length: null, isAsync: false, now: () => NOW_MS, ...more },
    }),
  );

const total = async () =>
  (await queryCosts(costsParams.parse({ from: "2026-03-01", to: "2026-03-02" }), NOW_MS)).total;

const ended = (id: string) =>
  vi.waitUntil(
    async () => {
      const told = costImport.parse(await queryCostImport(id, NOW_MS));
      return told.state === "running" ? null : told;
    },
    { timeout: 20_000, interval: 20 },
  );

const spooled = async () => {
  const folder = join(place.dataDir, "imports");
  return existsSync(folder) ? readdir(folder) : [];
};

test("whoever does not want to wait gets an id, and can ask how far it is", async () => {
  const rows = Array.from({ length: 30_000 }, () => "0.01,USD,2026-03-01\n").join("");
  const begun = await send(`${HEADING}${rows}`, { isAsync: true });
  const bytes = HEADING.length + rows.length;
  expect(begun).toMatchObject({ state: "running", bytesTotal: bytes, error: null, imported: 0 });
  expect(await ended(begun.id)).toMatchObject({
    ...{ id: begun.id, state: "done", rows: 30_000, imported: 30_000, bytesRead: bytes },
  });
  expect(await total()).toBe("300");
  await vi.waitUntil(async () => (await spooled()).length === 0);
});

test("a long file is answered before it is read", async () => {
  const content = `${HEADING}1,USD,2026-03-01\n`;
  const begun = await send(content, { length: 33 * 1_048_576 });
  expect(begun.state).toBe("running");
  await ended(begun.id);
  expect(await total()).toBe("1");
});

test("a Parquet file is answered when it was read", async () => {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: "BilledCost", data: ["2.5"], type: "STRING" },
      { name: "BillingCurrency", data: ["USD"], type: "STRING" },
      { name: "ChargePeriodStart", data: ["2026-03-01"], type: "STRING" },
    ],
  });
  const done = await send(new Uint8Array(bytes));
  expect(done).toMatchObject({ state: "done", rows: 1, bytesRead: bytes.byteLength });
  expect(await total()).toBe("2.5");
  expect(await spooled()).toEqual([]);
  const cut = new Uint8Array(bytes).subarray(0, 50);
  await expect(send(cut)).rejects.toThrow(ParameterError);
  expect(await spooled()).toEqual([]);
});

test("one that fails says why, and leaves nothing", async () => {
  const begun = await send("a,b\n1,2\n", { isAsync: true });
  const failed = await ended(begun.id);
  expect(failed).toMatchObject({ state: "failed", imported: 0, totals: [] });
  expect(failed?.error).toContain("the heading lacks BilledCost");
  expect(await total()).toBeNull();
  await vi.waitUntil(async () => (await spooled()).length === 0);
});

test("one whose process is gone is told to be interrupted", async () => {
  const importId = "00000000-0000-4000-8000-000000000001";
  const begun = { importId, source: "focus", part: "", basis: "bill" as const, bytesTotal: 100 };
  await insertRunningImport(writePool(), { ...begun, nowMs: NOW_MS });
  await tellImportProgress(writePool(), {
    importId,
    rowCount: 7,
    bytesRead: 40,
    nowMs: NOW_MS + 1,
  });
  expect(await queryCostImport(importId, NOW_MS + 30_000)).toMatchObject({
    ...{ state: "running", rows: 7, bytesRead: 40, bytesTotal: 100 },
  });
  expect(await queryCostImport(importId, NOW_MS + 600_000)).toMatchObject({ state: "failed" });
  await expect(queryCostImport("nothing", NOW_MS)).rejects.toThrow(NotFoundError);
});

test("a file that is neither short nor long is answered when a thread has read it", async () => {
  const rows = Array.from({ length: 80_000 }, () => "0.01,USD,2026-03-01\n").join("");
  const done = await send(`${HEADING}${rows}1,USD,no day\n`);
  expect(done).toMatchObject({ state: "done", rows: 80_001, imported: 80_000, rejectedCount: 1 });
  expect(done.rejected).toEqual([
    { row: 80_001, reason: "ChargePeriodStart: not a date and time" },
  ]);
  expect(await total()).toBe("800");
  const noBill = send(`a,b\n${"1,2\n".repeat(300_000)}`);
  await expect(noBill).rejects.toThrow(ParameterError);
  await vi.waitUntil(async () => (await spooled()).length === 0);
});

test("a stop in the middle of an import leaves what was known, and says so", async () => {
  await send(`${HEADING}7,USD,2026-03-01\n`);
  const rows = "0.01,USD,2026-03-01\n".repeat(2_000_000);
  const begun = await send(`${HEADING}${rows}`, { isAsync: true });
  const waiting = await send(`${HEADING}1,USD,2026-03-01\n`, { isAsync: true });
  await vi.waitUntil(async () => (await queryCostImport(begun.id, NOW_MS)).rows > 0, 20_000);
  await shutDown();
  for (const { id } of [begun, waiting]) {
    const stopped = costImport.parse(await queryCostImport(id, NOW_MS));
    expect(stopped).toMatchObject({ state: "failed", imported: 0 });
    expect(stopped.error).toBe("A restart interrupted it: send the file again");
  }
  expect(await total()).toBe("7");
  expect(await spooled()).toEqual([]);
});

test("more bytes than the disk is for are refused and removed", async () => {
  const folder = join(place.dataDir, "imports");
  const sent = spoolToFile(pieces(new Uint8Array(300), 100), {
    folder,
    maxBytes: 250,
    nowMs: NOW_MS,
  });
  await expect(sent).rejects.toThrow(TooLargeError);
  expect(await spooled()).toEqual([]);
});
