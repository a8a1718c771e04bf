import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { costSourcesResponse } from "@/lib/contract/cost-sources.ts";
import { costsParams } from "@/lib/contract/costs.ts";
import { ensureBundles } from "@/scripts/bootstrap.mjs";
import { readCostFolder } from "./cost-folder.ts";
import { queryCostSources, removeCostSource } from "./cost-sources.ts";
import { queryCosts } from "./costs.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

// Files are read in the thread that the product has for it.
beforeAll(ensureBundles);

let dashboard: TestDashboard;
let folder: string;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 2, 15, 12);
  dashboard = await startDashboard(() => nowMs);
  folder = await mkdtemp(join(tmpdir(), "headroom-costs-"));
});
afterEach(async () => {
  await dashboard.stop();
  await rm(folder, { recursive: true });
});

const bill = (...amounts: string[]) =>
  [
    "BilledCost,BillingCurrency,ChargePeriodStart",
    ...amounts.map((it) => `${it},USD,2026-03-01`),
  ].join("\n");
const lay = (path: string, content: string) => writeFile(join(folder, path), content);
const look = (passedMs = 0) => {
  nowMs += passedMs;
  return readCostFolder(folder, () => nowMs, new AbortController().signal);
};
/** Long enough that what was laid there counts as whole. */
const settle = async () => {
  await look();
  await look(15_000);
};
const ask = async (groupBy = "source") => {
  const params = costsParams.parse({ from: "2026-03-01", to: "2026-03-02", groupBy });
  const { groups } = await queryCosts(params, nowMs);
  return Object.fromEntries(groups.map(({ key, total }) => [key[groupBy], total]));
};
const files = async () =>
  costSourcesResponse
    .parse(await queryCostSources(nowMs))
    .folder.files.map(({ path, state }) => [path, state]);

test("a file is taken once it is whole, its outermost folder names the source", async () => {
  await mkdir(join(folder, "oracle", "march"), { recursive: true });
  await lay("one.csv", bill("1", "0.5"));
  await lay("oracle/march/two.csv", bill("4"));
  await lay("notes.txt", "nothing");
  await lay(".hidden.csv", bill("100"));
  await look();
  expect(await ask()).toEqual({});
  expect(await files()).toEqual([
    ["one.csv", "waiting"],
    ["oracle/march/two.csv", "waiting"],
  ]);
  await look(15_000);
  expect(await ask()).toEqual({ folder: "1.5", oracle: "4" });
  await look(15_000);
  expect(await ask()).toEqual({ folder: "1.5", oracle: "4" });
});

test("a file that is still being written is waited for", async () => {
  await lay("one.csv", bill("1"));
  await look();
  await lay("one.csv", bill("1", "2"));
  await look(15_000);
  expect(await files()).toEqual([["one.csv", "waiting"]]);
  await look(15_000);
  expect(await ask()).toEqual({ folder: "3" });
});

test("a file that changes takes the place of what it was; the same content elsewhere adds nothing", async () => {
  await lay("one.csv", bill("1"));
  await settle();
  await lay("one.csv", bill("7", "7"));
  await settle();
  expect(await ask()).toEqual({ folder: "14" });
  await lay("copy.csv", bill("7", "7"));
  await settle();
  expect(await ask()).toEqual({ folder: "14" });
  expect(await files()).toEqual(
    [
      ["copy.csv", "done"],
      ["one.csv", "done"],
    ].toSorted(),
  );
});

test("a broken file is told and left alone until it changes; the others are taken", async () => {
  await lay("a-broken.csv", "what,is,this\n1,2,3");
  await lay("one.csv", bill("1"));
  await settle();
  expect(await ask()).toEqual({ folder: "1" });
  const { folder: told } = await queryCostSources(nowMs);
  expect(told).toMatchObject({ fileCount: 2, brokenCount: 1 });
  expect(told.files[0]).toMatchObject({ path: "a-broken.csv", state: "broken" });
  expect(told.files[0]?.error).toContain("the heading lacks BilledCost");
  const since = told.files[0]?.since;
  await look(60_000);
  expect((await queryCostSources(nowMs)).folder.files[0]?.since).toBe(since);
  await lay("a-broken.csv", bill("2"));
  await settle();
  expect(await ask()).toEqual({ folder: "3" });
});

test("what was taken stays when its file goes; deleting the source lets it be taken again", async () => {
  await lay("one.csv", bill("1"));
  await lay("broken.csv", "no bill");
  await settle();
  await rm(join(folder, "one.csv"));
  await rm(join(folder, "broken.csv"));
  await look(15_000);
  expect(await ask()).toEqual({ folder: "1" });
  expect(await files()).toEqual([["one.csv", "done"]]);
  await removeCostSource("folder");
  expect(await ask()).toEqual({});
  await lay("one.csv", bill("1"));
  await settle();
  expect(await ask()).toEqual({ folder: "1" });
});
