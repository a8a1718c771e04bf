import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { liveEvent } from "@/lib/contract/live.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { selectAlertGaps } from "@/lib/store/alert-gaps.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import {
  selectActiveAlerts,
  selectAlertProgress,
  selectResolvedAlerts,
} from "@/lib/store/alert-state.ts";
import { LIVE_CHANNEL } from "@/lib/store/live-notices.ts";
import { LeaseLostError } from "./alert-world.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

/** Noon; requests were slow from minute 2 to minute 6. */
const NOON_MS = Date.UTC(2026, 10, 28, 12);
const MINUTE_MS = 60_000;
const minute = (minutes: number) => NOON_MS + minutes * MINUTE_MS;
const LONG_MS = 600_000;
const KEY = { service: "shop", namespace: "", environment: "production" };

let dashboard: TestDashboard;
let pool: pg.Pool;
let token: bigint;

beforeAll(async () => {
  dashboard = await startDashboard(() => minute(10));
  pool = new pg.Pool({ connectionString: dashboard.url });
  const sender = { service: "shop", environment: "production" };
  for (let at = 0; at < 10; at++) {
    const durationMs = at >= 2 && at < 6 ? 500 : 50;
    const spans = Array.from({ length: 20 }, (_, i) => ({
      startMs: minute(at) + i * 3_000,
      durationMs,
      attributes: { "http.route": "/pay", "http.request.method": "GET" },
    }));
    await dashboard.ingest.send("traces", traceBody(spans, sender));
  }
});
afterAll(async () => {
  await pool.end();
  await dashboard.stop();
});

beforeEach(async () => {
  await pool.query(
    "TRUNCATE alert_rule, alert_progress, alerts, alert_gaps, alert_outbox, alert_silence",
  );
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  token = (await acquireAlertLease(pool, randomUUID(), LONG_MS))?.token ?? 0n;
});

async function addRule(given: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID();
  const query = { concern: "requests", measure: "p95Ms", groupBy: ["service"], windowSeconds: 60 };
  const spec = alertRuleSpec.parse({
    ...{ name: "Slow", query, operator: ">", threshold: 200, forSeconds: 120 },
    ...{ intervalSeconds: 60, channelIds: ["one", "two"], ...given },
  });
  await pool.query(
    `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
     VALUES ($1, $2, true, $3, now(), now(), 'test')`,
    [id, spec.name, spec],
  );
  return id;
}

const evaluateAt = (minutes: number) => evaluateAlerts(pool, { token, nowMs: minute(minutes) });

/** What was written for delivery: the channel, and of each alert its status. */
async function outbox(): Promise<string[]> {
  const { rows } = await pool.query<{
    channel_id: string;
    notification: { alerts: { status: string }[] };
  }>("SELECT channel_id, notification FROM alert_outbox ORDER BY outbox_id");
  return rows.map(
    (row) => `${row.channel_id} ${row.notification.alerts.map(({ status }) => status).join()}`,
  );
}

test("from slow requests to an alert that is told and resolved", async () => {
  const ruleId = await addRule();
  const states: string[] = [];
  for (let at = 1; at <= 9; at++) {
    await evaluateAt(at);
    states.push((await selectActiveAlerts(pool))[0]?.phase.kind ?? "none");
  }
  // The minute before minute 3 is the first slow one, the minute before 7 the first that is not.
  expect(states).toEqual([
    ...["none", "none", "pending", "pending"],
    ...["firing", "firing", "none", "none", "none"],
  ]);
  const [alert] = await selectResolvedAlerts(pool, 0, 10);
  expect(alert).toMatchObject({
    ...{ ruleId, ruleName: "Slow", key: KEY, threshold: 200, channelIds: ["one", "two"] },
    phase: {
      ...{ kind: "resolved", because: "recovered" },
      ...{ sinceMs: minute(3), firedMs: minute(5), resolvedMs: minute(7) },
    },
  });
  expect(Math.abs((alert?.value ?? 0) - 50) / 50).toBeLessThan(0.006);
  expect(await outbox()).toEqual(["one firing", "two firing", "one resolved", "two resolved"]);
});

test("evaluations that were missed are made at their own times", async () => {
  await addRule();
  await evaluateAt(1);
  expect(await evaluateAt(6.5)).toEqual({ evaluations: 5, failures: 0 });
  expect((await selectActiveAlerts(pool))[0]?.phase).toEqual({
    ...{ kind: "firing", sinceMs: minute(3), firedMs: minute(5), recoveredMs: null },
  });
  expect(await evaluateAt(6.5)).toEqual({ evaluations: 0, failures: 0 });
});

test("time that is too long to catch up is a gap that can be seen", async () => {
  const ruleId = await addRule();
  await evaluateAt(-600);
  await evaluateAt(4);
  expect(await selectAlertGaps(pool, 0, 10)).toEqual([
    { ruleId, fromMs: minute(-600), toMs: minute(-176) },
  ]);
});

test("one that was paused past its lease writes nothing", async () => {
  await addRule({ forSeconds: 0 });
  await pool.query("UPDATE alert_lease SET expires_at = clock_timestamp()");
  const other = await acquireAlertLease(pool, "another", LONG_MS);
  expect(await acquireAlertLease(pool, "a third", LONG_MS)).toBeNull();
  await expect(evaluateAt(4)).rejects.toThrow(LeaseLostError);
  expect(await selectActiveAlerts(pool)).toEqual([]);
  await evaluateAlerts(pool, { token: other?.token ?? 0n, nowMs: minute(4) });
  await expect(evaluateAt(4)).resolves.toEqual({ evaluations: 0, failures: 0 });
  expect(await outbox()).toEqual(["one firing", "two firing"]);
});

test("a service that fell silent alerts when the rule says so", async () => {
  await addRule({ ...SILENT, noData: "alert" });
  await evaluateAt(9);
  expect(await selectActiveAlerts(pool)).toEqual([]);
  // The minute before minute 11 is the first without requests.
  await evaluateAt(12);
  const [alert] = await selectActiveAlerts(pool);
  expect(alert).toMatchObject({ key: KEY, value: null, phase: { firedMs: minute(11) } });
});

const SILENT = {
  query: { concern: "requests", measure: "requestCount", groupBy: ["service"], windowSeconds: 60 },
  ...{ operator: "<", threshold: 0, forSeconds: 0 },
};

test("a silence is bridged, then stale, and time that nobody evaluated is none", async () => {
  await addRule({ ...SILENT, noData: "ok", staleAfterSeconds: 120, staleData: "alert" });
  await evaluateAt(9);
  // The newest requests are of minute 9, so that minute 10 is the last at which they are heard of.
  await evaluateAt(11.9);
  expect(await selectActiveAlerts(pool)).toEqual([]);
  await evaluateAt(12);
  expect(await selectActiveAlerts(pool)).toMatchObject([{ key: KEY, value: null }]);
  await pool.query("TRUNCATE alerts");
  await pool.query("UPDATE alert_progress SET evaluated_ms = $1", [minute(9)]);
  await pool.query(
    "UPDATE alert_progress SET known_keys = (SELECT jsonb_object_agg(k, $1::bigint) FROM jsonb_object_keys(known_keys) k)",
    [minute(9)],
  );
  // The oldest of the three hours that are caught up is minute 429.
  await evaluateAt(609);
  expect(await selectActiveAlerts(pool)).toMatchObject([{ phase: { firedMs: minute(431) } }]);
});

test("only what was heard of for long enough is missed, as it is remembered from turn to turn", async () => {
  // It is heard of from minute 4, when it is looked at first, to minute 10: for six minutes.
  await addRule({ ...SILENT, name: "six", noData: "alert", minimumSeenSeconds: 360 });
  await addRule({ ...SILENT, name: "seven", noData: "alert", minimumSeenSeconds: 420 });
  for (const at of [4, 6.2, 8, 11, 20]) await evaluateAt(at);
  expect(await selectActiveAlerts(pool)).toMatchObject([
    { ruleName: "six", key: KEY, phase: { kind: "firing", firedMs: minute(11) } },
  ]);
});

test("pages of every process are told when an alert begins, fires or ends, and of nothing else", async () => {
  const listener = new pg.Client({ connectionString: dashboard.url });
  await listener.connect();
  const heard: string[] = [];
  listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listener.query(`LISTEN ${LIVE_CHANNEL}`);
  const heardOf = async (at: number) => {
    await evaluateAt(at);
    await listener.query("SELECT 1");
    return heard.splice(0).map((message) => liveEvent.parse(JSON.parse(message)).signals);
  };
  await addRule({ forSeconds: 60 });
  expect(await heardOf(1.5)).toEqual([]);
  // Slow from minute 2 to 6: pending at 3, firing at 4, as before at 5, over at 7.
  expect([await heardOf(3), await heardOf(4), await heardOf(5)]).toEqual([
    [["alerts"]],
    [["alerts"]],
    [],
  ]);
  expect(await heardOf(7)).toEqual([["alerts"]]);
  await listener.end();
});

test("a rule that is deleted ends its alerts, and whoever was told hears it", async () => {
  await addRule({ forSeconds: 0 });
  await evaluateAt(4);
  await pool.query("DELETE FROM alert_rule");
  await evaluateAt(4.5);
  const [alert] = await selectResolvedAlerts(pool, 0, 10);
  expect(alert?.phase).toMatchObject({ because: "rule removed", resolvedMs: minute(4.5) });
  expect(await outbox()).toEqual(["one firing", "two firing", "one resolved", "two resolved"]);
  expect(await selectAlertProgress(pool)).toEqual(new Map());
});

test("a changed query begins anew, a changed threshold goes on", async () => {
  const ruleId = await addRule({ forSeconds: 0 });
  await evaluateAt(4);
  const [before] = await selectActiveAlerts(pool);
  const change = (path: string, value: unknown) =>
    pool.query("UPDATE alert_rule SET spec = jsonb_set(spec, $1, $2)", [
      path,
      JSON.stringify(value),
    ]);
  await change("{threshold}", 300);
  await evaluateAt(5);
  expect(await selectActiveAlerts(pool)).toEqual([
    { ...before, threshold: 300, seenMs: minute(5) },
  ]);
  await change("{query,groupBy}", ["route"]);
  await evaluateAt(5.5);
  const active = await selectActiveAlerts(pool);
  expect(active.map(({ ruleId, key }) => [ruleId, key])).toEqual([[ruleId, { route: "/pay" }]]);
  expect((await selectResolvedAlerts(pool, 0, 10))[0]?.phase).toMatchObject({
    because: "rule changed",
  });
});

test("a silence keeps an alert quiet, and no longer than it lasts", async () => {
  await addRule({ forSeconds: 0, channelIds: ["one"] });
  await pool.query(
    `INSERT INTO alert_silence (id, matchers, "startsAt", "endsAt", comment, "ownerId", "ownerName", "createdAt")
     VALUES ('s', $1, to_timestamp($2), to_timestamp($3), '', '', '', now())`,
    [
      JSON.stringify([{ name: "service", value: "sh*", isEqual: true }]),
      minute(0) / 1_000,
      minute(5) / 1_000,
    ],
  );
  await evaluateAt(4);
  expect((await selectActiveAlerts(pool))[0]?.phase.kind).toBe("firing");
  expect(await outbox()).toEqual([]);
  await evaluateAt(5);
  expect(await outbox()).toEqual(["one firing"]);
});

test("a question that cannot be answered is told of, and others go on", async () => {
  const broken = await addRule({
    query: {
      concern: "metrics",
      measure: "queue.depth",
      filters: { "attr.": ["x"], formula: "b+" },
    },
  });
  await addRule({ forSeconds: 0 });
  expect(await evaluateAt(4)).toEqual({ evaluations: 1, failures: 1 });
  expect((await selectAlertProgress(pool)).get(broken)?.error).toContain("formula");
});
