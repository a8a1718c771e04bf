import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objectiveSpec } from "@/lib/contract/objectives.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import {
  createObjective,
  deleteObjective,
  queryObjective,
  queryObjectives,
} from "@/lib/query/objectives.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import { selectActiveAlerts, selectResolvedAlerts } from "@/lib/store/alert-state.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const MINUTE_MS = 60_000;
const HOURS = 4;
const minute = (minutes: number) => NOON_MS + minutes * MINUTE_MS;
const END = HOURS * 60;
const author = { id: "user:ann", name: "Ann" };
const ERROR = 2;

let dashboard: TestDashboard;
let pool: pg.Pool;

/** One request a minute, sparse on purpose; from minute 200 to 219 each one fails, and takes 800 ms instead of 50. */
const isBad = (at: number) => at >= 200 && at < 220;

beforeAll(async () => {
  dashboard = await startDashboard(() => minute(END));
  pool = new pg.Pool({ connectionString: dashboard.url });
  const spans = Array.from({ length: END }, (_, at) => ({
    startMs: minute(at),
    durationMs: isBad(at) ? 800 : 50,
    attributes: { "http.route": "/pay", "http.request.method": "GET" },
    statusCode: isBad(at) ? ERROR : 0,
  }));
  for (const service of ["shop", "other"]) {
    await dashboard.ingest.send("traces", traceBody(spans, { service, environment: "prod" }));
  }
  await dashboard.fold();
});
afterAll(async () => {
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});

const spec = (given: Record<string, unknown> = {}) =>
  objectiveSpec.parse({
    ...{ name: "Shop answers", target: 0.99, windowDays: 30, filters: { service: "shop" } },
    ...given,
  });

test.each([
  ["availability", {}],
  ["latency", { targetMs: 300 }],
])("a budget from counts that are exact though requests are few: %s", async (_, given) => {
  const made = await createObjective(spec(given), { author, nowMs: minute(END) });
  const nowMs = minute(220);
  const { objectives } = await queryObjectives({ id: [made.id] }, nowMs);
  const [group, ...others] = objectives[0]?.groups ?? [];
  expect(others).toEqual([]);
  // Of 220 requests 20 were bad. 1 % may be: 2.2. So 1 - 20 / 2.2 is left.
  expect(group).toMatchObject({ total: 220, bad: 20, key: { service: "shop" } });
  expect(group?.goodRatio).toBeCloseTo(200 / 220, 12);
  expect(group?.budgetLeft).toBeCloseTo(1 - 20 / 2.2, 9);
  const burns = group?.burns.map(({ long, short, isBurning }) => [long, short, isBurning]);
  // 1 h: 20 of 60; 5 min: 5 of 5. 6 h: 20 of 220; 30 min: 20 of 30. 3 d and 6 h: 20 of 220.
  const rates = [
    [20 / 60 / 0.01, 100, true],
    [20 / 220 / 0.01, 20 / 30 / 0.01, true],
    [20 / 220 / 0.01, 20 / 220 / 0.01, true],
  ] as const;
  for (const [i, [long, short, isBurning]] of rates.entries()) {
    expect(burns?.[i]?.[0]).toBeCloseTo(long, 9);
    expect(burns?.[i]?.[1]).toBeCloseTo(short, 9);
    expect(burns?.[i]?.[2]).toBe(isBurning);
  }
  const course = await queryObjective(made.id, nowMs);
  const points = course.groups[0]?.points ?? [];
  expect(points).toHaveLength(240);
  expect(points.at(-1)?.budgetLeft).toBeCloseTo(1 - 20 / 2.2, 9);
  expect(points[0]).toMatchObject({ total: null, bad: null, budgetLeft: 1 });
  await deleteObjective(made.id);
});

test("its alerts fire and end with the burning, by the same loop as every rule", async () => {
  const made = await createObjective(spec(), { author, nowMs: minute(END) });
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  const token = (await acquireAlertLease(pool, randomUUID(), 600_000))?.token ?? 0n;
  for (let at = 195; at <= END; at++) await evaluateAlerts(pool, { token, nowMs: minute(at) });
  const fastest = `${made.id}:3600`;
  const fast = (await selectResolvedAlerts(pool, 0, 100)).filter(
    ({ ruleId }) => ruleId === fastest,
  );
  // 14.4 % of an hour's 60 requests are 8.64: the ninth bad one is that of minute 208, which an evaluation at 209 sees.
  // The last five minutes stop being bad enough (14.4 %, so none of five) with the evaluation at 225.
  expect(fast.map(({ phase, key }) => [key.service, phase])).toEqual([
    [
      "shop",
      {
        kind: "resolved",
        sinceMs: minute(209),
        firedMs: minute(209),
        resolvedMs: minute(225),
        because: "recovered",
      },
    ],
  ]);
  // 6 h hold 20 of 220 and more: 6 % is passed at once and still is; of 30 minutes 20 still are.
  const slow = (await selectActiveAlerts(pool)).map(({ ruleId, severity }) => [ruleId, severity]);
  expect(slow).toContainEqual([`${made.id}:21600`, "critical"]);
  expect(slow).toContainEqual([`${made.id}:259200`, "warning"]);
  await deleteObjective(made.id);
  await evaluateAlerts(pool, { token, nowMs: minute(END) + 1_000 });
  expect(await selectActiveAlerts(pool)).toEqual([]);
});
