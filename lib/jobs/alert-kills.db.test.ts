import type { ChildProcess } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { newChannel } from "@/lib/contract/channels.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { createChannel } from "@/lib/query/channels.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { ensureDefaultRules } from "./make-default-rules.ts";
import { buildInstance, killInstance, startInstance } from "./test-support/alert-instances.ts";

/** `HEADROOM_TEST_KILLS=200` for the long run. */
const KILLS = Number(process.env.HEADROOM_TEST_KILLS ?? 20);
const RULES = 10;
const WAIT = { timeout: 60_000, interval: 100 };

let dashboard: TestDashboard;
let pool: pg.Pool;
let server: ReturnType<typeof createServer>;

type Received = { key: string; life: string; alerts: { id: string; status: string }[] };
const received: Received[] = [];
/** By life: what was not yet known to have been sent when it died. */
const unsent = new Map<string, ReadonlySet<string>>();
/** Answers late, so that a process can die between a message's arrival and its own knowledge of it. */
let answersAfterMs = 0;

beforeAll(async () => {
  process.env.HEADROOM_SECRET_KEY = "a secret of these tests";
  process.env.HEADROOM_NOTIFY_ALLOW = "127.0.0.1";
  dashboard = await startDashboard(Date.now);
  pool = new pg.Pool({ connectionString: dashboard.url });
  await buildInstance();
  const spans = Array.from({ length: 60 }, (_, i) => ({
    startMs: Date.now() - 2_000 - i,
    durationMs: 900,
    attributes: { "http.route": "/pay", "http.request.method": "GET" },
  }));
  await dashboard.ingest.send("traces", traceBody(spans, { service: "shop" }));
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const { alerts, externalURL } = JSON.parse(text);
    received.push({
      key: String(request.headers["idempotency-key"]),
      life: externalURL,
      alerts: alerts.map(({ fingerprint, status }: { fingerprint: string; status: string }) => ({
        ...{ id: fingerprint, status },
      })),
    });
    await sleep(answersAfterMs);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Rules that come with Headroom would only be in the way.
  await ensureDefaultRules(pool, Date.now());
}, 120_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});

beforeEach(async () => {
  received.length = 0;
  unsent.clear();
  await pool.query("TRUNCATE alert_rule, alert_progress, alerts, alert_outbox, alert_groups");
  await afterLease();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const asking = { author: { id: "user:ann", name: "Ann" }, nowMs: Date.now() };
  const given = newChannel.parse({ kind: "webhook", name: "hook", url });
  const { id } = await createChannel(given, asking);
  for (let rule = 0; rule < RULES; rule++) {
    const spec = alertRuleSpec.parse({
      ...{ name: `Slow ${rule}`, operator: ">", threshold: 1e9, intervalSeconds: 1, noData: "ok" },
      query: { concern: "requests", measure: "p95Ms", groupBy: [], windowSeconds: 3_600 },
      channelIds: [id],
    });
    await pool.query(
      `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
       VALUES ($1, $1, true, $2, now(), now(), 'test')`,
      [spec.name, spec],
    );
  }
});

/** Lets each rule fire or be well. */
const decide = (firing: (rule: number) => boolean) =>
  Promise.all(
    Array.from({ length: RULES }, (_, rule) =>
      pool.query("UPDATE alert_rule SET spec = jsonb_set(spec, '{threshold}', $2) WHERE id = $1", [
        `Slow ${rule}`,
        firing(rule) ? "200" : "1000000000",
      ]),
    ),
  );

/** As if so much time had passed that a lease and every claim of a dead process are over. */
async function afterLease(): Promise<void> {
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  await pool.query("UPDATE alert_outbox SET claimed_until_ms = 0");
}

/** Kills a life, and remembers what it had in hand. */
async function endLife(name: string, child: ChildProcess): Promise<void> {
  await killInstance(child);
  const { rows } = await pool.query<{ idempotency_key: string }>(
    "SELECT idempotency_key FROM alert_outbox WHERE state <> 'sent'",
  );
  unsent.set(name, new Set(rows.map(({ idempotency_key }) => idempotency_key)));
}

const waiting = async () => {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT ((SELECT count(*) FROM alert_outbox WHERE state <> 'sent')
           + (SELECT count(*) FROM alerts WHERE state <> 'resolved'))::int AS count`,
  );
  return rows[0]?.count;
};

/** How long it takes here from the start of a process until all that fires was told: lives are measured by it. */
async function measureTurn(): Promise<number> {
  await decide(() => true);
  await afterLease();
  const child = await startInstance("first", dashboard.url);
  const began = performance.now();
  await expect.poll(() => received.length, { ...WAIT, interval: 10 }).toBeGreaterThanOrEqual(RULES);
  const turnMs = performance.now() - began;
  await endLife("first", child);
  return turnMs;
}

/** One more life, in which everything ends and is told. */
async function settle(): Promise<void> {
  answersAfterMs = 0;
  await decide(() => false);
  await afterLease();
  const last = await startInstance("last", dashboard.url);
  await expect.poll(waiting, WAIT).toBe(0);
  await killInstance(last);
}

/** Nothing lost, nothing told under two keys, and what came twice was in flight when its first sender died. */
async function expectAllTold(): Promise<{ alerts: number; duplicates: number }> {
  const { rows } = await pool.query<{ alert_id: string }>("SELECT alert_id FROM alerts");
  for (const { alert_id } of rows) {
    for (const status of ["firing", "resolved"]) {
      const keys = received
        .filter(({ alerts }) => alerts.some((one) => one.id === alert_id && one.status === status))
        .map(({ key }) => key);
      expect([status, new Set(keys).size]).toEqual([status, 1]);
    }
  }
  const byKey = new Map<string, Received[]>();
  for (const one of received) byKey.set(one.key, [...(byKey.get(one.key) ?? []), one]);
  let duplicates = 0;
  for (const [, times] of byKey) {
    duplicates += times.length - 1;
    // No process sent it twice: each repetition is another life's, which found it unfinished.
    expect(new Set(times.map(({ life }) => life)).size).toBe(times.length);
  }
  const { rows: sent } = await pool.query<{ idempotency_key: string; attempts: number }>(
    "SELECT idempotency_key, attempts FROM alert_outbox",
  );
  expect(new Set(sent.map(({ idempotency_key }) => idempotency_key))).toEqual(
    new Set(byKey.keys()),
  );
  for (const { idempotency_key, attempts } of sent) {
    expect(byKey.get(idempotency_key)?.length).toBeLessThanOrEqual(attempts);
  }
  return { alerts: rows.length, duplicates };
}

/** Each repetition is of a message that its sender had not yet noted as sent when it was killed. */
function expectInFlight(): void {
  const before = new Map<string, string>();
  for (const { key, life } of received) {
    const sender = before.get(key);
    const name = sender === undefined ? null : new URL(sender).hostname.split(".")[0];
    if (name) expect([key, unsent.get(name)?.has(key)]).toEqual([key, true]);
    before.set(key, life);
  }
}

test(
  `${KILLS} kills: nothing is lost, and only what was in flight comes twice`,
  async () => {
    const life = fc.record({
      firing: fc.nat(2 ** RULES - 1),
      // Of a thousand: doubles as such are spread over their exponents, so that hardly a life would last.
      part: fc.nat(1_000).map((thousandths) => thousandths / 1_000),
      lateMs: fc.constantFrom(0, 0, 200),
    });
    const plan = fc.sample(fc.noBias(life), { seed: 20_261_129, numRuns: KILLS });
    const turnMs = await measureTurn();
    for (const [index, { firing, part, lateMs }] of plan.entries()) {
      answersAfterMs = lateMs;
      await decide((rule) => ((firing >> rule) & 1) === 1);
      await afterLease();
      const child = await startInstance(`life-${index}`, dashboard.url);
      await sleep(part * (1.5 * turnMs + lateMs));
      await endLife(`life-${index}`, child);
    }
    await settle();
    const { alerts, duplicates } = await expectAllTold();
    expectInFlight();
    console.info(
      `${KILLS} kills, ${alerts} alerts, ${received.length} messages, ${duplicates} twice`,
    );
    // Kills of processes that had not begun to do anything would prove nothing.
    expect(alerts).toBeGreaterThan(KILLS / 2);
  },
  Math.max(KILLS, 20) * 30_000,
);

test("an instance that is paused past its lease and its claims writes nothing any more", async () => {
  answersAfterMs = 300;
  for (let round = 0; round < 3; round++) {
    await decide(() => round % 2 === 0);
    await afterLease();
    const paused = await startInstance(`paused-${round}`, dashboard.url);
    await sleep(150 + 100 * round);
    paused.kill("SIGSTOP");
    await afterLease();
    const other = await startInstance(`other-${round}`, dashboard.url);
    await sleep(500);
    paused.kill("SIGCONT");
    await sleep(500);
    await killInstance(other);
    await killInstance(paused);
  }
  await settle();
  expect((await expectAllTold()).alerts).toBeGreaterThanOrEqual(RULES);
}, 120_000);
