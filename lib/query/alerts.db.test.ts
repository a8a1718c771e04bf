import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertsParams, alertsResponse } from "@/lib/contract/alerts.ts";
import { newSilence, silence } from "@/lib/contract/silences.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { closePools } from "@/lib/platform/db.ts";
import { type StoredAlert, saveAlertProgress, saveAlerts } from "@/lib/store/alert-state.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { queryAlerts } from "./alerts.ts";
import { createSilence, endSilence, querySilences } from "./silences.ts";

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const HOUR_MS = 3_600_000;
const author = { id: "user:ann", name: "Ann" };

const alert = (alertId: string, given: Partial<StoredAlert>): StoredAlert => ({
  ...{ alertId, ruleId: "rule", ruleName: "Slow", severity: "critical", labels: { team: "pay" } },
  ...{ keyText: alertId, key: { service: alertId }, value: 250, threshold: 200, seenMs: NOW_MS },
  ...{ notifiedMs: null, channelIds: [] },
  phase: { kind: "pending", sinceMs: NOW_MS - HOUR_MS },
  ...given,
});
const firing = (sinceMs: number) =>
  ({ kind: "firing", sinceMs, firedMs: sinceMs + 60_000, recoveredMs: null }) as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const [sinceMs, firedMs, resolvedMs] = [
    NOW_MS - 5 * HOUR_MS,
    NOW_MS - 4 * HOUR_MS,
    NOW_MS - HOUR_MS,
  ];
  await saveAlerts(client, [
    alert("pays", { phase: { kind: "pending", sinceMs: NOW_MS - 3 * HOUR_MS } }),
    alert("cart", { phase: firing(NOW_MS - HOUR_MS), notifiedMs: NOW_MS - HOUR_MS }),
    alert("mail", {
      phase: { kind: "resolved", sinceMs, firedMs, resolvedMs, because: "recovered" },
    }),
  ]);
  await saveAlertProgress(client, [
    { ruleId: "rule", queryText: "", evaluatedMs: NOW_MS, knownKeys: {}, error: "no such metric" },
  ]);
  await client.end();
});
afterAll(async () => {
  await closePrisma();
  await closePools();
  await database.drop();
});

const ask = async (params: Record<string, unknown> = {}) =>
  alertsResponse.parse(await queryAlerts(alertsParams.parse(params), NOW_MS));
const servicesOf = ({ alerts }: Awaited<ReturnType<typeof ask>>) =>
  alerts.map(({ key }) => key.service);

test("alerts by state, those that fire first; rules that fail say why", async () => {
  const answer = await ask();
  expect(servicesOf(answer)).toEqual(["cart", "pays", "mail"]);
  expect(answer.failing).toEqual([{ ruleId: "rule", reason: "no such metric" }]);
  expect(answer.alerts[0]).toMatchObject({
    ...{ state: "firing", severity: "critical", value: 250, threshold: 200, silenced: false },
    ...{ since: "2026-11-28T11:00:00.000Z", firedAt: "2026-11-28T11:01:00.000Z" },
  });
  expect(answer.alerts[2]).toMatchObject({
    ...{ state: "resolved", resolvedAt: "2026-11-28T11:00:00.000Z", resolvedBecause: "recovered" },
  });
  expect(servicesOf(await ask({ state: "pending" }))).toEqual(["pays"]);
  expect(servicesOf(await ask({ state: ["pending", "resolved"] }))).toEqual(["pays", "mail"]);
  expect(servicesOf(await ask({ ruleId: "other" }))).toEqual([]);
  expect(servicesOf(await ask({ state: "resolved", from: "now-30m" }))).toEqual([]);
  await expect(ask({ from: "yesterday" })).rejects.toThrow(ParameterError);
});

test("a silence tells what it hides, and ends", async () => {
  const given = newSilence.parse({
    matchers: [{ name: "service", value: "ca*" }],
    durationSeconds: 3_600,
    comment: "known",
  });
  const made = silence.parse(await createSilence(given, { author, nowMs: NOW_MS }));
  expect(made).toMatchObject({
    ...{ state: "active", hides: ["cart"], createdBy: "Ann", comment: "known" },
    ...{ startsAt: "2026-11-28T12:00:00.000Z", endsAt: "2026-11-28T13:00:00.000Z" },
  });
  const silenced = (await ask()).alerts.filter((one) => one.silenced);
  expect(silenced.map(({ key }) => key.service)).toEqual(["cart"]);
  await endSilence(made.id, NOW_MS + 1_000);
  const { silences } = await querySilences(NOW_MS + 2_000);
  expect(silences.map(({ state, hides }) => [state, hides])).toEqual([["ended", []]]);
  await expect(endSilence(made.id, NOW_MS + 3_000)).rejects.toThrow(NotFoundError);
});

test("a silence of the past, of more than a year or of everything is refused", async () => {
  const matchers = [{ name: "service", value: "cart" }];
  const at = (endsAt: string) =>
    createSilence(newSilence.parse({ matchers, endsAt }), { author, nowMs: NOW_MS });
  await expect(at("2026-11-28T11:00:00Z")).rejects.toThrow(/past/);
  await expect(at("2028-11-28T11:00:00Z")).rejects.toThrow(/a year/);
  await expect(at("soon")).rejects.toThrow(/ISO 8601/);
  expect(newSilence.safeParse({ matchers: [], durationSeconds: 60 }).success).toBe(false);
  expect(newSilence.safeParse({ matchers }).error?.issues[0]?.path).toEqual(["endsAt"]);
});
