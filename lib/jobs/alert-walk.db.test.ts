import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { newChannel } from "@/lib/contract/channels.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { createAlertRule, deleteAlertRule, queryAlertRules } from "@/lib/query/alert-rules.ts";
import { createChannel } from "@/lib/query/channels.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { startAlertEvaluation } from "./alert-loop.ts";
import { startDelivery } from "./delivery-loop.ts";

const author = { id: "user:ann", name: "Ann" };
const WAIT = { timeout: 60_000, interval: 200 };

let dashboard: TestDashboard;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  process.env.HEADROOM_SECRET_KEY = "a secret of these tests";
  process.env.HEADROOM_NOTIFY_ALLOW = "127.0.0.1";
  dashboard = await startDashboard(Date.now);
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await closePrisma();
  await dashboard.stop();
});

/** The statuses that a receiver was told, in order. */
async function startReceiver() {
  const told: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const { status, alerts } = JSON.parse(text);
    told.push(
      `${status} ${alerts.map(({ labels }: { labels: { service: string } }) => labels.service)}`,
    );
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** A process of its own, as far as Postgres can tell. */
function startInstance(name: string): void {
  const pool = () => new pg.Pool({ connectionString: dashboard.url, max: 2 });
  stops.push(startAlertEvaluation(pool(), name));
  stops.push(
    startDelivery(pool(), { publicUrl: "https://headroom.example", allow: ["127.0.0.1"] }),
  );
}

test("slow requests are told once though two instances watch, and their end too", async () => {
  const { told, url } = await startReceiver();
  const given = newChannel.parse({ kind: "webhook", name: "hook", url });
  const channel = await createChannel(given, { author, nowMs: Date.now() });
  const spans = Array.from({ length: 60 }, (_, i) => ({
    startMs: Date.now() - 2_000 - i,
    durationMs: 900,
    attributes: { "http.route": "/pay", "http.request.method": "GET" },
  }));
  await dashboard.ingest.send("traces", traceBody(spans, { service: "shop" }));
  const spec = alertRuleSpec.parse({
    ...{ name: "Slow", operator: ">", threshold: 200, intervalSeconds: 1, noData: "ok" },
    query: { concern: "requests", measure: "p95Ms", groupBy: ["service"], windowSeconds: 600 },
    channelIds: [channel.id],
  });
  const rule = await createAlertRule(spec, { author, nowMs: Date.now() });
  startInstance("one");
  startInstance("two");
  await expect.poll(() => told, WAIT).toEqual(["firing shop"]);
  // What a fresh install begins with was made, by one of the two.
  expect(
    (await queryAlertRules()).rules.filter(({ name }) => name === "CPU over 70 %"),
  ).toHaveLength(1);
  await deleteAlertRule(rule.id);
  await expect.poll(() => told, WAIT).toEqual(["firing shop", "resolved shop"]);
}, 150_000);
