import { randomUUID } from "node:crypto";
import { inflateSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newAcknowledgement } from "@/lib/contract/acknowledgements.ts";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { alertsParams, alertsResponse } from "@/lib/contract/alerts.ts";
import { newMaintenance } from "@/lib/contract/maintenance.ts";
import { DEFAULT_ROUTING } from "@/lib/domain/alert-routing.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { acknowledgeAlert, withdrawAcknowledgement } from "@/lib/query/acknowledgements.ts";
import { drawAlertChart } from "@/lib/query/alert-chart.ts";
import { queryAlerts } from "@/lib/query/alerts.ts";
import { createMaintenance, deleteMaintenance, queryMaintenance } from "@/lib/query/maintenance.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import { forgetOldAlerts } from "@/lib/store/alert-retention.ts";
import { saveAlertRouting } from "@/lib/store/alert-routing.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

/** Noon of a Saturday; shop was slow from minute 2 to minute 8. */
const NOON_MS = Date.UTC(2026, 10, 28, 12);
const minute = (minutes: number) => NOON_MS + minutes * 60_000;
const askingAt = (minutes: number) => ({
  author: { id: "user:ann", name: "Ann" },
  nowMs: minute(minutes),
});

let dashboard: TestDashboard;
let pool: pg.Pool;
let token: bigint;

beforeAll(async () => {
  dashboard = await startDashboard(() => minute(12));
  pool = new pg.Pool({ connectionString: dashboard.url });
  for (let at = 0; at < 12; at++) {
    const spans = Array.from({ length: 20 }, (_, i) => ({
      startMs: minute(at) + i * 3_000,
      durationMs: at >= 2 && at < 8 ? 500 : 50,
      attributes: { "http.route": "/pay", "http.request.method": "GET" },
    }));
    await dashboard.ingest.send("traces", traceBody(spans, { service: "shop" }));
  }
});
afterAll(async () => {
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});
beforeEach(async () => {
  await pool.query(
    `TRUNCATE alert_rule, alert_progress, alerts, alert_gaps, alert_outbox, alert_silence, alert_routing, alert_groups,
       alert_acks, alert_maintenance, notification_channel`,
  );
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  token = (await acquireAlertLease(pool, randomUUID(), 600_000))?.token ?? 0n;
  // Whatever fires is told to PagerDuty at once, and again every minute.
  await pool.query(
    `INSERT INTO notification_channel VALUES ('pager', 'pagerduty', 'Pager', '{}', '', now(), 'Ann')`,
  );
  const root = { ...DEFAULT_ROUTING.root, channelIds: ["pager"], groupWaitSeconds: 0 };
  const spec = {
    ...DEFAULT_ROUTING,
    root: { ...root, groupIntervalSeconds: 0, repeatIntervalSeconds: 60 },
  };
  await saveAlertRouting(pool, { version: 0, spec, nowMs: NOON_MS, by: "Ann" });
});

async function addRule(given: Record<string, unknown> = {}): Promise<void> {
  const query = { concern: "requests", measure: "p95Ms", groupBy: ["service"], windowSeconds: 60 };
  const spec = alertRuleSpec.parse({
    ...{ name: "Slow", query, operator: ">", threshold: 200, intervalSeconds: 60, ...given },
  });
  await pool.query(
    `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
     VALUES ($1, $2, true, $3, now(), now(), 'test')`,
    [randomUUID(), spec.name, spec],
  );
}
const evaluateAt = (minutes: number) => evaluateAlerts(pool, { token, nowMs: minute(minutes) });

/** Minutes after noon at which something was written down, and what. */
async function told(): Promise<string[]> {
  const { rows } = await pool.query<{
    notification: { atMs: number; about?: string; alerts: { ruleName: string; status: string }[] };
  }>("SELECT notification FROM alert_outbox ORDER BY outbox_id");
  return rows.map(({ notification: { atMs, about, alerts } }) => {
    const names = alerts.map(({ ruleName, status }) => `${ruleName} ${about ?? status}`).join();
    return `${(atMs - NOON_MS) / 60_000}: ${names}`;
  });
}
const shown = async (minutes: number) => {
  const answer = await queryAlerts(alertsParams.parse({}), minute(minutes));
  return alertsResponse.parse(answer).alerts[0];
};

test("an acknowledgement stops repetitions until it expires, tells PagerDuty, and ends with the alert", async () => {
  await addRule();
  for (const at of [3, 4]) await evaluateAt(at);
  const id = (await shown(4))?.id ?? "";
  const given = newAcknowledgement.parse({ note: "on it", durationSeconds: 120 });
  await acknowledgeAlert(id, given, askingAt(4.5));
  expect((await shown(5))?.acknowledged).toEqual({
    ...{ by: "Ann", note: "on it", at: new Date(minute(4.5)).toISOString() },
    expiresAt: new Date(minute(6.5)).toISOString(),
  });
  for (const at of [5, 6, 6.4, 6.6]) await evaluateAt(at);
  expect((await shown(6.6))?.acknowledged).toBeNull();
  await acknowledgeAlert(id, newAcknowledgement.parse({}), askingAt(7));
  for (const at of [7.7, 8, 9]) await evaluateAt(at);
  expect(await told()).toEqual([
    ...["3: Slow firing", "4: Slow firing", "4.5: Slow acknowledgement", "6.6: Slow firing"],
    ...["7: Slow acknowledgement", "9: Slow resolved"],
  ]);
  await expect(acknowledgeAlert(id, newAcknowledgement.parse({}), askingAt(9))).rejects.toThrow(
    NotFoundError,
  );
  await forgetOldAlerts(pool, minute(9));
  await expect(withdrawAcknowledgement(id)).rejects.toThrow(NotFoundError);
});

test("an acknowledgement that is taken back, or of another severity, holds nothing back", async () => {
  await addRule();
  await evaluateAt(3);
  const id = (await shown(3))?.id ?? "";
  await acknowledgeAlert(id, newAcknowledgement.parse({}), askingAt(3.1));
  await evaluateAt(4.2);
  await withdrawAcknowledgement(id);
  await evaluateAt(4.4);
  await acknowledgeAlert(id, newAcknowledgement.parse({}), askingAt(4.5));
  await pool.query(`UPDATE alert_rule SET spec = jsonb_set(spec, '{severity}', '"critical"')`);
  await evaluateAt(5.5);
  expect((await told()).filter((one) => one.endsWith("firing"))).toEqual([
    ...["3: Slow firing", "4.4: Slow firing", "5.5: Slow firing"],
  ]);
});

test("maintenance keeps quiet what it matches, and what fires after it is told", async () => {
  await addRule();
  const window = await createMaintenance(
    newMaintenance.parse({
      ...{
        name: "Backup",
        matchers: [{ name: "service", value: "sh*" }],
        timeZone: "Asia/Kolkata",
      },
      // 17:30 in India is noon in UTC.
      schedule: { kind: "weekly", days: ["sat"], from: "17:00", to: "17:35" },
    }),
    askingAt(0),
  );
  expect(window).toMatchObject({
    ...{ isActive: true, createdBy: "Ann" },
    next: { from: "2026-11-28T11:30:00.000Z", to: "2026-11-28T12:05:00.000Z" },
  });
  for (const at of [3, 4, 4.9]) await evaluateAt(at);
  expect(await shown(4.9)).toMatchObject({
    ...{ silenced: false, mutedBy: { kind: "maintenance", name: "Backup" }, notifiedAt: null },
  });
  expect(await told()).toEqual([]);
  await evaluateAt(5);
  expect(await told()).toEqual(["5: Slow firing"]);
  await deleteMaintenance(window.id);
  expect(await queryMaintenance(minute(5))).toEqual({ windows: [] });
  await expect(deleteMaintenance(window.id)).rejects.toThrow(NotFoundError);
});

test("a service that is silent hides its latency", async () => {
  const query = { concern: "requests", measure: "requestCount", groupBy: ["service"] };
  await addRule({ noData: "keep", keepFiringForSeconds: 3_600 });
  await addRule({
    ...{ name: "Service gone silent", operator: "<", threshold: 0, noData: "alert", labels: {} },
    query: { ...query, windowSeconds: 60 },
  });
  await evaluateAt(7);
  await evaluateAt(14);
  const fired = await told();
  expect(fired.filter((one) => one.includes("silent"))).toEqual([
    ...["13: Service gone silent firing", "14: Service gone silent firing"],
  ]);
  // Slow fires on for an hour; from minute 13 on it is no longer repeated.
  expect(fired.filter((one) => one.includes("Slow")).at(-1)).toBe("12: Slow firing");
  const { alerts } = alertsResponse.parse(await queryAlerts(alertsParams.parse({}), minute(14)));
  expect(alerts.map(({ ruleName, mutedBy }) => [ruleName, mutedBy?.kind ?? null]).sort()).toEqual([
    ["Service gone silent", null],
    ["Slow", "inhibition"],
  ]);
});

/** Columns (px) in which a picture of 600 × 180 has pixels of the line's blue, and the rows of each. */
function linesOf(png: Buffer): Map<number, number[]> {
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const columns = new Map<number, number[]>();
  for (let y = 0; y < 180; y++) {
    for (let x = 0; x < 600; x++) {
      const at = y * 1_801 + 1 + x * 3;
      if (rows[at] === 0 && rows[at + 1] === 102) columns.set(x, [...(columns.get(x) ?? []), y]);
    }
  }
  return columns;
}

test("the picture of an alert is its course until a time, with nothing where nothing was reported", async () => {
  await addRule();
  await evaluateAt(3);
  const alertId = (await shown(3))?.id ?? "";
  const png = await drawAlertChart(pool, { alertId, untilMs: minute(7) }, minute(11));
  const lines = linesOf(png ?? Buffer.alloc(0));
  // From half an hour before minute 3: minute 1, the first that was reported, lies at 28 of 34 minutes.
  const columnOf = (minutes: number) => Math.round(8 + ((minutes + 27) / 34) * 584);
  expect(Math.min(...lines.keys())).toBeGreaterThan(columnOf(1) - 4);
  // 500 ms is nearly at the top, 50 ms nearly at the bottom: the axis goes from 0 to 525.
  const rowOf = (ms: number) => 8 + ((525 - ms) / 525) * 164;
  const middle = (rows: number[] = []) => rows.reduce((sum, row) => sum + row, 0) / rows.length;
  expect(Math.abs(middle(lines.get(columnOf(5))) - rowOf(500))).toBeLessThan(3);
  expect(Math.abs(middle(lines.get(columnOf(1.5))) - rowOf(50))).toBeLessThan(3);
  expect(await drawAlertChart(pool, { alertId: "none", untilMs: minute(7) }, minute(8))).toBeNull();
});
