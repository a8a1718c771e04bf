import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { backtestRule } from "@/lib/query/backtest.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import {
  type StoredAlert,
  selectActiveAlerts,
  selectResolvedAlerts,
} from "@/lib/store/alert-state.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const minute = (minutes: number) => NOON_MS + minutes * 60_000;
const iso = (minutes: number) => new Date(minute(minutes)).toISOString();
const MINUTES = 25;
const SHOP = { service: "shop", environment: "prod", instance: "a" };

/** Trouble from minute 6 to 11 and in minute 16. */
const isBad = (at: number) => (at >= 6 && at < 12) || at === 16;

/** A reading in the middle of each minute. */
const each = (read: (at: number) => number, attributes: Record<string, string> = {}) =>
  Array.from({ length: MINUTES }, (_, at) => ({
    ...{ startMs: minute(-1), timeMs: minute(at) + 30_000, value: read(at), attributes },
  }));

/** A counter that grows by so much in each minute, read at its end. */
function counter(name: string, by: (at: number) => number, attributes: Record<string, string>) {
  let total = 0;
  const grown = Array.from({ length: MINUTES }, (_, at) => (total += by(at)));
  const readings = each((at) => grown[at] ?? 0, attributes);
  return { name, counter: readings.map((one, at) => ({ ...one, timeMs: minute(at + 1) })) };
}

const cache = { "cache.name": "users", "cache.layer": "l1" };
const METRICS: GivenMetric[] = [
  counter("cache.requests", (at) => (isBad(at) ? 10 : 90), { ...cache, "cache.result": "hit" }),
  counter("cache.requests", (at) => (isBad(at) ? 90 : 10), { ...cache, "cache.result": "miss" }),
  {
    name: "circuit_breaker.state",
    gauge: each((at) => (isBad(at) ? 1 : 0), { "circuit_breaker.name": "bank" }),
  },
  { name: "process.cpu.utilization", gauge: each((at) => (isBad(at) ? 0.9 : 0.2)) },
  counter("aspnetcore.rate_limiting.requests", (at) => (isBad(at) ? 30 : 0), {
    "aspnetcore.rate_limiting.result": "endpoint_limiter",
    "aspnetcore.rate_limiting.policy": "login",
  }),
  counter("aspnetcore.rate_limiting.requests", () => 70, {
    "aspnetcore.rate_limiting.result": "acquired",
    "aspnetcore.rate_limiting.policy": "login",
  }),
  {
    name: "kafka.consumer_group.lag",
    gauge: each((at) => (isBad(at) ? 500 : 3), { group: "mail" }),
  },
  { name: "postgresql.wal.delay", unit: "s", gauge: each((at) => (isBad(at) ? 60 : 1)) },
  { name: "k8s.hpa.pod.current", gauge: each((at) => (isBad(at) ? 10 : 4), HPA()) },
  { name: "k8s.hpa.pod.max", gauge: each(() => 10, HPA()) },
  { name: "queue.length", gauge: each((at) => (isBad(at) ? 9 : 1)) },
];

function HPA() {
  return { "k8s.hpa.name": "shop", "k8s.namespace.name": "web" };
}

type Watched = readonly [concern: string, measure: string, operator: "<" | ">", threshold: number];
const RULES: readonly Watched[] = [
  ["caches", "hitRatio", "<", 0.5],
  ["breakers", "notClosed", ">", 0],
  ["resources", "cpuUtilization", ">", 0.7],
  ["limits", "rejectedRatio", ">", 0.1],
  ["events", "backlog", ">", 100],
  ["databases", "replicaLagMs", ">", 30_000],
  ["scaling", "pinned", ">", 0],
  ["metrics", "queue.length", ">", 5],
];

const specOf = ([concern, measure, operator, threshold]: Watched) =>
  alertRuleSpec.parse({
    ...{ name: concern, operator, threshold, forSeconds: 60, intervalSeconds: 60, noData: "ok" },
    query: { concern, measure, groupBy: [], windowSeconds: 60 },
  });

let dashboard: TestDashboard;
let pool: pg.Pool;
/** What the evaluator made of each concern, minute by minute. */
const watched = new Map<string, StoredAlert[]>();

beforeAll(async () => {
  dashboard = await startDashboard(() => minute(MINUTES));
  pool = new pg.Pool({ connectionString: dashboard.url });
  const sent = await dashboard.ingest.send("metrics", metricsBody(METRICS, SHOP));
  expect(sent).toMatchObject({ kind: "accepted", rejected: 0 });
  for (const rule of RULES) {
    await pool.query(
      `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
       VALUES ($1, $1, true, $2, now(), now(), 'test')`,
      [rule[0], specOf(rule)],
    );
  }
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  const token = (await acquireAlertLease(pool, randomUUID(), 6_000_000))?.token ?? 0n;
  for (let at = 1; at <= MINUTES; at++) await evaluateAlerts(pool, { token, nowMs: minute(at) });
  const alerts = [
    ...(await selectActiveAlerts(pool)),
    ...(await selectResolvedAlerts(pool, 0, 999)),
  ];
  for (const [concern] of RULES) {
    watched.set(
      concern,
      alerts.filter(({ ruleId }) => ruleId === concern),
    );
  }
}, 120_000);
afterAll(async () => {
  await pool.end();
  await dashboard.stop();
});

test.each(RULES)("what would have been is what was: %s by %s", async (...rule) => {
  const told = await backtestRule(
    specOf(rule),
    { from: iso(0), to: iso(MINUTES) },
    minute(MINUTES),
  );
  expect(told.everySeconds).toBe(60);
  const would = told.groups.flatMap(({ firing }) => firing.map(({ from, to }) => [from, to]));
  const was = (watched.get(rule[0]) ?? []).map(({ phase }) =>
    phase.kind === "pending"
      ? ["pending"]
      : [phase.firedMs, phase.kind === "resolved" ? phase.resolvedMs : null].map(
          (ms) => ms && new Date(ms).toISOString(),
        ),
  );
  // Bad from minute 6 is seen at 7, fires at 8 and is over at 13; a single minute does not last long enough.
  expect(would).toEqual([[iso(8), iso(13)]]);
  expect(was).toEqual(would);
  expect(told.pendings).toBe(1);
});
