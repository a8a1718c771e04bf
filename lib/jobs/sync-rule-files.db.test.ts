import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newChannel } from "@/lib/contract/channels.ts";
import { changeAlertRule, deleteAlertRule, queryAlertRules } from "@/lib/query/alert-rules.ts";
import { createChannel } from "@/lib/query/channels.ts";
import { exportRules, importRules } from "@/lib/query/rules-transfer.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { startAlertEvaluation } from "./alert-loop.ts";
import { RulesFolder } from "./sync-rule-files.ts";

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const asking = { author: { id: "user:ann", name: "Ann" }, nowMs: NOW_MS };

let dashboard: TestDashboard;
let pool: pg.Pool;
let folder: string;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  pool = new pg.Pool({ connectionString: dashboard.url });
});
afterAll(async () => {
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});
beforeEach(async () => {
  await pool.query("TRUNCATE alert_rule, alert_objective");
  folder = await mkdtemp(join(tmpdir(), "headroom-rules-"));
  return () => rm(folder, { recursive: true });
});

const rule = (name: string, threshold: number) =>
  `  - { name: ${name}, operator: ">", threshold: ${threshold}, query: { concern: requests, measure: p95Ms } }\n`;
const write = (file: string, text: string) => writeFile(join(folder, file), text);
const sync = () => new RulesFolder(folder).look(pool, NOW_MS);
const stored = async () =>
  (await queryAlertRules()).rules.map(
    ({ name, threshold, version, source }) => `${name} ${threshold} v${version} ${source}`,
  );

test("a folder makes its rules, changes them and takes them away; twice changes nothing", async () => {
  await importRules(`rules:\n${rule("Own", 1)}`, asking);
  await write("shop.yaml", `rules:\n${rule("A", 1)}${rule("B", 2)}`);
  await write("notes.txt", "no rules");
  expect(await sync()).toBe(2);
  expect(await sync()).toBe(0);
  await write("shop.yaml", `rules:\n${rule("A", 5)}objectives:\n  - { name: O, target: 0.99 }\n`);
  expect(await sync()).toBe(3);
  expect(await stored()).toEqual(["A 5 v2 shop.yaml", "Own 1 v1 null"]);
});

test("a file that is wrong takes nothing away, and others go on", async () => {
  await write("a.yaml", `rules:\n${rule("A", 1)}`);
  await write("b.yaml", `rules:\n${rule("B", 1)}`);
  await sync();
  await write("a.yaml", "rules: [");
  await write("b.yaml", `rules:\n${rule("B", 2)}`);
  await sync();
  expect(await stored()).toEqual(["A 1 v1 a.yaml", "B 2 v2 b.yaml"]);
  await write("c.yml", `rules:\n${rule("C", 1).replace(" } }", " }, channels: [nobody] }")}`);
  expect((await queryAlertRules(folder)).fileProblems).toMatchObject([
    { source: "a.yaml", line: 1 },
    ...[{ source: "c.yml", line: 2 }],
  ]);
  await rm(join(folder, "c.yml"));
  await write("b.yaml", `rules:\n  - { name: C, channels: [nobody] }\n`);
  expect(await sync()).toBe(0);
  await rm(join(folder, "a.yaml"));
  await sync();
  expect(await stored()).toEqual(["B 2 v2 b.yaml"]);
  const missing = join(folder, "missing");
  expect(await new RulesFolder(missing).look(pool, NOW_MS)).toBe(0);
  expect((await queryAlertRules(missing)).fileProblems).toMatchObject([
    { source: missing, line: null },
  ]);
});

test("a folder is looked at again: a change counts once it has settled, and so does a channel that came", async () => {
  const rules = new RulesFolder(folder);
  const look = () => rules.look(pool, NOW_MS);
  await write("a.yaml", `rules:\n${rule("A", 1)}${rule("B", 1)}`);
  expect(await look()).toBe(2);
  // Half written, then whole: what was in between takes nothing away.
  await write("a.yaml", `rules:\n${rule("A", 1)}`);
  expect(await look()).toBe(0);
  await write("a.yaml", `rules:\n${rule("A", 7)}${rule("B", 1)}`);
  expect([await look(), await look(), await look()]).toEqual([0, 1, 0]);
  expect(await stored()).toEqual(["A 7 v2 a.yaml", "B 1 v1 a.yaml"]);
  await write("a.yaml", `rules:\n${rule("A", 7).replace(" } }", " }, channels: [on call] }")}`);
  expect([await look(), await look()]).toEqual([0, 0]);
  await createChannel(
    newChannel.parse({ kind: "webhook", name: "on call", url: "https://hooks.example.com/" }),
    asking,
  );
  expect([await look(), await look()]).toEqual([0, 2]);
  expect(await stored()).toEqual(["A 7 v3 a.yaml"]);
});

test("the evaluator notices what changes in its folder", async () => {
  await write("a.yaml", `rules:\n${rule("A", 1)}`);
  const own = new pg.Pool({ connectionString: dashboard.url });
  const stop = startAlertEvaluation(own, "test", folder);
  const WAIT = { timeout: 60_000, interval: 200 };
  const files = async () => (await stored()).filter((one) => one.endsWith("a.yaml"));
  await expect.poll(files, WAIT).toEqual(["A 1 v1 a.yaml"]);
  await write("a.yaml", `rules:\n${rule("A", 2)}`);
  await expect.poll(files, WAIT).toEqual(["A 2 v2 a.yaml"]);
  await stop();
}, 150_000);

test("what a file owns is changed in the file alone", async () => {
  await write("a.yaml", `rules:\n${rule("A", 1)}`);
  await sync();
  const [own] = (await queryAlertRules()).rules;
  if (!own) throw new Error("there is a rule");
  await expect(deleteAlertRule(own.id)).rejects.toThrow("a.yaml");
  await expect(changeAlertRule(own.id, { ...own, threshold: 2 }, asking)).rejects.toThrow("a.yaml");
  await expect(importRules(`rules:\n${rule("A", 3)}`, asking)).rejects.toThrow("line 2");
});

test("what was exported changes nothing when it is imported, and makes it all elsewhere", async () => {
  await importRules(
    `rules:\n${rule("A", 1)}${rule("B", 2)}objectives:\n  - { name: O, target: 0.99 }\n`,
    asking,
  );
  const text = await exportRules();
  expect(await importRules(text, asking)).toEqual({
    ...{ created: [], changed: [], unchanged: ["A", "B", "O"] },
  });
  const changed = await importRules(text.replace("threshold: 2", "threshold: 7"), asking);
  expect(changed).toMatchObject({ changed: ["B"], unchanged: ["A", "O"] });
  await pool.query("TRUNCATE alert_rule, alert_objective");
  expect((await importRules(text, asking)).created).toEqual(["A", "B", "O"]);
});

test("a file with one mistake imports nothing, and every mistake is told", async () => {
  const text = `rules:\n${rule("A", 1)}  - { name: B, operator: ">", threshold: x }\n  - { name: C }\n`;
  await expect(importRules(text, asking)).rejects.toThrow(/line 3: .*\n(.*\n)*line 4: /);
  expect(await stored()).toEqual([]);
});
