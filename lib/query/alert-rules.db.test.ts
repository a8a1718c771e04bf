import { afterAll, beforeAll, expect, test } from "vitest";
import { alertRule, alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import type { Author } from "@/lib/domain/ownership.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { closePools } from "@/lib/platform/db.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import {
  changeAlertRule,
  createAlertRule,
  deleteAlertRule,
  queryAlertRule,
  queryAlertRules,
} from "./alert-rules.ts";

const ANN: Author = { id: "user:ann", name: "Ann" };
const BEN: Author = { id: "user:ben", name: "Ben" };
const NOW_MS = Date.UTC(2026, 10, 28, 12);
const SPEC = alertRuleSpec.parse({
  name: "Checkout is slow",
  query: { concern: "requests", measure: "p95Ms", filters: { service: "checkout" } },
  operator: ">",
  threshold: 200,
  runbookUrl: "https://runbooks.example/slow",
});

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await closePrisma();
  await closePools();
  await database.drop();
});

test("a rule is stored as given, changed as a whole, and deleted", async () => {
  const made = await createAlertRule(SPEC, { author: ANN, nowMs: NOW_MS });
  expect(alertRule.parse(made)).toEqual({
    ...SPEC,
    id: made.id,
    source: null,
    version: 1,
    createdAt: "2026-11-28T12:00:00.000Z",
    updatedAt: "2026-11-28T12:00:00.000Z",
    updatedBy: "Ann",
  });
  const { runbookUrl: _, ...without } = SPEC;
  const changed = await changeAlertRule(
    made.id,
    { ...without, threshold: 150, enabled: false },
    { author: BEN, nowMs: NOW_MS + 1_000 },
  );
  expect(changed).toMatchObject({ threshold: 150, enabled: false, version: 2, updatedBy: "Ben" });
  expect(changed.runbookUrl).toBeUndefined();
  expect(await queryAlertRule(made.id)).toEqual(changed);
  expect((await queryAlertRules()).rules).toEqual([changed]);
  await deleteAlertRule(made.id);
  expect((await queryAlertRules()).rules).toEqual([]);
});

test("a rule that does not exist is not found by anything", async () => {
  const asking = { author: ANN, nowMs: NOW_MS };
  await expect(queryAlertRule("none")).rejects.toThrow(NotFoundError);
  await expect(changeAlertRule("none", SPEC, asking)).rejects.toThrow(NotFoundError);
  await expect(deleteAlertRule("none")).rejects.toThrow(NotFoundError);
});

test("a channel that does not exist is a mistake: nobody would be told", async () => {
  const asking = { author: ANN, nowMs: NOW_MS };
  const create = createAlertRule({ ...SPEC, channelIds: ["nowhere"] }, asking);
  await expect(create).rejects.toThrow("channelIds[0]: there is no channel nowhere");
});
