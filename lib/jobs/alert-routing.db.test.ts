import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newAlertRouting } from "@/lib/contract/alert-routes.ts";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { newChannel } from "@/lib/contract/channels.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { ConflictError } from "@/lib/domain/problem.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { changeAlertRoutes, previewRoute, queryAlertRoutes } from "@/lib/query/alert-routes.ts";
import { createChannel, deleteChannel, queryChannels } from "@/lib/query/channels.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { acquireAlertLease } from "@/lib/store/alert-lease.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { Deliverer } from "./deliver-notifications.ts";
import { evaluateAlerts } from "./evaluate-alerts.ts";

/** Noon; shop and cart were slow from minute 2 to minute 6, cart only from minute 4. */
const NOON_MS = Date.UTC(2026, 10, 28, 12);
const minute = (minutes: number) => NOON_MS + Math.round(minutes * 60_000);
const asking = { author: { id: "user:ann", name: "Ann" }, nowMs: NOON_MS };

let dashboard: TestDashboard;
let pool: pg.Pool;
let token: bigint;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  process.env.HEADROOM_SECRET_KEY = "a secret of these tests";
  process.env.HEADROOM_NOTIFY_ALLOW = "127.0.0.1";
  dashboard = await startDashboard(() => minute(12));
  pool = new pg.Pool({ connectionString: dashboard.url });
  const slow = { shop: [2, 6], cart: [4, 8] } as const;
  for (const service of ["shop", "cart"] as const) {
    const [from, to] = slow[service];
    for (let at = 0; at < 12; at++) {
      const spans = Array.from({ length: 20 }, (_, i) => ({
        startMs: minute(at) + i * 3_000,
        durationMs: at >= from && at < to ? 500 : 50,
        attributes: { "http.route": "/pay", "http.request.method": "GET" },
      }));
      const sender = { service, environment: "production" };
      await dashboard.ingest.send("traces", traceBody(spans, sender));
    }
  }
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await pool.end();
  await closePrisma();
  await dashboard.stop();
});
beforeEach(async () => {
  await pool.query(
    `TRUNCATE alert_rule, alert_progress, alerts, alert_gaps, alert_outbox, alert_silence, alert_routing, alert_groups,
       alert_channel_health, notification_channel`,
  );
  await pool.query("UPDATE alert_lease SET expires_at = '-infinity'");
  token = (await acquireAlertLease(pool, randomUUID(), 600_000))?.token ?? 0n;
});

type Body = {
  status: string;
  groupLabels: Record<string, string>;
  alerts: { status: string; labels: { service: string } }[];
};

/** A receiver, what it was told, and its channel. */
async function startChannel(name: string, statusOf: () => number = () => 200) {
  const told: Body[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    told.push(JSON.parse(text));
    response.writeHead(statusOf()).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { id } = await createChannel(newChannel.parse({ kind: "webhook", name, url }), asking);
  const words = () =>
    told.map(({ alerts }) => alerts.map(({ status, labels }) => `${labels.service} ${status}`));
  return { id, told, words };
}

async function addRule(channelIds: string[] = []): Promise<void> {
  const query = { concern: "requests", measure: "p95Ms", groupBy: ["service"], windowSeconds: 60 };
  const spec = alertRuleSpec.parse({
    ...{ name: "Slow", query, operator: ">", threshold: 200, intervalSeconds: 60, channelIds },
  });
  await pool.query(
    `INSERT INTO alert_rule (id, name, enabled, spec, "createdAt", "updatedAt", "updatedBy")
     VALUES ($1, $2, true, $3, now(), now(), 'test')`,
    [randomUUID(), spec.name, spec],
  );
}

/** Evaluates and delivers at a minute with nothing left in memory of the time before. */
async function turnAt(minutes: number): Promise<void> {
  const nowMs = minute(minutes);
  await evaluateAlerts(pool, { token, nowMs });
  const deliverer = new Deliverer(pool, { publicUrl: "https://h.example", allow: ["127.0.0.1"] });
  while ((await deliverer.turn(nowMs)) > 0);
}
const route = (given: unknown) => changeAlertRoutes(newAlertRouting.parse(given), asking);
const PER_MINUTE = { groupWaitSeconds: 60, groupIntervalSeconds: 60, groupBy: ["environment"] };

test("a group tells of several alerts in one message, whatever restarts in between", async () => {
  const { id, told, words } = await startChannel("everyone");
  await addRule();
  await route({
    routes: [],
    root: { ...PER_MINUTE, channelIds: [id], repeatIntervalSeconds: 120 },
  });
  for (let at = 2; at <= 12; at++) {
    await turnAt(at);
    await turnAt(at + 0.2);
  }
  // Slow is seen a minute later (3 and 5); the group waits a minute, and what fires is repeated after two.
  expect(words()).toEqual([
    ["shop firing"],
    ["cart firing", "shop firing"].reverse(),
    ["cart firing", "shop resolved"],
    ["cart resolved"],
  ]);
  expect(told[1]?.groupLabels).toEqual({ environment: "production" });
  const { rows } = await pool.query("SELECT state, attempts FROM alert_outbox");
  expect(rows).toEqual(rows.map(() => ({ state: "sent", attempts: 1 })));
  expect((await pool.query("SELECT * FROM alert_groups")).rows).toEqual([]);
});

test("routes by labels, on to the next, and a rule's own channels besides", async () => {
  const [own, shops, all, rest] = await Promise.all(
    ["own", "shops", "all", "rest"].map((name) => startChannel(name)),
  );
  if (!own || !shops || !all || !rest) throw new Error("four channels were started");
  await addRule([own.id]);
  const matchers = (value: string) => [{ name: "service", value }];
  const timing = { groupWaitSeconds: 0, groupIntervalSeconds: 0 };
  await route({
    routes: [
      { id: "s", name: "Shops", matchers: matchers("shop"), channelIds: [shops.id], ...timing },
      { id: "a", name: "All", matchers: matchers("*"), channelIds: [all.id], ...timing },
    ],
    root: { channelIds: [rest.id] },
  });
  for (let at = 2; at <= 10; at++) await turnAt(at);
  expect(shops.words()).toEqual([["shop firing"], ["shop resolved"]]);
  expect(all.words()).toEqual([["cart firing"], ["cart resolved"]]);
  expect(own.words().flat().sort()).toEqual(
    ["cart firing", "cart resolved", "shop firing", "shop resolved"].sort(),
  );
  expect(rest.words()).toEqual([]);
});

test("a route that changes while something fires tells the new channel, and the old one its end", async () => {
  const [old, next] = [await startChannel("old"), await startChannel("next")];
  await addRule();
  const root = { ...PER_MINUTE, groupWaitSeconds: 0 };
  await route({ routes: [], root: { ...root, channelIds: [old.id] } });
  await turnAt(3);
  await route({ routes: [], root: { ...root, channelIds: [next.id] } });
  for (let at = 4; at <= 10; at++) await turnAt(at);
  expect(old.words()).toEqual([["shop firing"], ["shop resolved"]]);
  expect(next.words().flat()).toContain("shop firing");
  expect(
    next
      .words()
      .flat()
      .filter((one) => one === "shop resolved"),
  ).toHaveLength(1);
});

test("routes are changed by version, name channels that exist, and forget those that are deleted", async () => {
  const { id } = await startChannel("hook");
  expect(await queryAlertRoutes()).toMatchObject({ version: 0, routes: [], updatedBy: null });
  const root = { channelIds: [id] };
  const first = await route({ routes: [], root, version: 0 });
  expect(first).toMatchObject({ version: 1, updatedBy: "Ann", root: { groupWaitSeconds: 30 } });
  await expect(route({ routes: [], root, version: 0 })).rejects.toThrow(ConflictError);
  await expect(route({ routes: [], root: { channelIds: ["none"] } })).rejects.toThrow(
    ParameterError,
  );
  const { destinations } = await previewRoute({ labels: "service=shop,zone=a" });
  expect(destinations).toEqual([
    { channelId: id, routeId: "root", groupLabels: { service: "shop" } },
  ]);
  await deleteChannel(id, asking);
  expect(await queryAlertRoutes()).toMatchObject({ version: 2, root: { channelIds: [] } });
});

test("a channel that takes no messages is told of through the others, and that it does again", async () => {
  let isDown = true;
  const broken = await startChannel("broken", () => (isDown ? 500 : 200));
  const other = await startChannel("other");
  await addRule([broken.id]);
  await turnAt(3);
  for (let at = 3.1; at < 8; at += 0.1) await turnAt(at);
  expect(other.told).toEqual([]);
  const { channels } = await queryChannels();
  expect(channels.find(({ id }) => id === broken.id)?.failing).toMatchObject({
    ...{ since: new Date(minute(3)).toISOString(), error: "answered 500" },
  });
  // Five minutes after the first failure it is an alert; the root route waits half a minute for others.
  for (let at = 8; at < 9; at += 0.1) await turnAt(at);
  expect(other.told).toHaveLength(1);
  expect(other.told[0]).toMatchObject({
    status: "firing",
    alerts: [{ labels: { alertname: "A channel takes no messages", channel: "broken" } }],
  });
  expect(broken.told.every(({ alerts }) => alerts[0]?.labels.service === "shop")).toBe(true);
  isDown = false;
  for (let at = 9; at < 30; at += 0.25) await turnAt(at);
  expect(other.told.map(({ status }) => status)).toEqual(["firing", "resolved"]);
  expect((await queryChannels()).channels.map(({ failing }) => failing)).toEqual([null, null]);
}, 120_000);
