import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { newChannel } from "@/lib/contract/channels.ts";
import { NotFoundError } from "@/lib/domain/problem.ts";
import { closePools } from "@/lib/platform/db.ts";
import {
  createChannel,
  deleteChannel,
  queryChannels,
  queryDeliveries,
  resendDelivery,
  testChannel,
} from "@/lib/query/channels.ts";
import { insertOutbox } from "@/lib/store/alert-outbox.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import { Deliverer } from "./deliver-notifications.ts";

const START_MS = Date.UTC(2026, 10, 28, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const author = { id: "user:ann", name: "Ann" };
const ALLOW = ["127.0.0.0/8"];

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.HEADROOM_SECRET_KEY = "a secret of these tests";
  process.env.HEADROOM_NOTIFY_ALLOW = ALLOW.join();
  pool = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await pool.end();
  await closePrisma();
  await closePools();
  await database.drop();
});
afterEach(() => {
  vi.useRealTimers();
});
beforeEach(async () => {
  await pool.query("TRUNCATE alert_outbox, notification_channel");
});

type Received = { key: string; status: string; signature: string | undefined; body: string };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** A receiver that answers with what `statusOf` says of each message. */
async function startReceiver(statusOf: (attempt: number) => number) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { "idempotency-key": key, "x-headroom-signature": signature } = request.headers;
    received.push({
      key: String(key),
      status: JSON.parse(body).status,
      signature: signature?.toString(),
      body,
    });
    response.writeHead(statusOf(received.length)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

const addChannel = async (given: Record<string, unknown>) =>
  (await createChannel(newChannel.parse(given), { author, nowMs: START_MS })).id;
const webhook = (url: string, secret?: string) =>
  addChannel({ kind: "webhook", name: "hook", url, ...(secret ? { secret } : {}) });

/** Writes down what a rule has to tell; each status is a message of its own. */
const tell = (channelId: string, statuses: ("firing" | "resolved")[], ruleId = "rule") =>
  insertOutbox(
    pool,
    statuses.map((status) => ({
      idempotencyKey: `${channelId}:${ruleId}:${status}`,
      channelId,
      notification: {
        ...{ groupId: ruleId, groupLabels: { alertname: "Slow" }, atMs: START_MS },
        alerts: [
          {
            ...{ id: "a", status, ruleId, ruleName: "Slow", severity: "warning", labels: {} },
            ...{ key: {}, value: 250, sinceMs: START_MS, resolvedMs: null, query: null },
            ...{ operator: ">", threshold: 200, description: null, runbookUrl: null },
          },
        ],
      },
    })),
    START_MS,
  );

const deliverer = () =>
  new Deliverer(pool, { publicUrl: "https://headroom.example", allow: ALLOW, random: () => 0.5 });

/** Turns once a minute until a time, as the loop does every second. */
async function runUntil(one: Deliverer, untilMs: number, stepMs = MINUTE_MS, fromMs = START_MS) {
  // Circuit breakers go by the clock of the machine.
  vi.useFakeTimers({ toFake: ["Date"] });
  for (let nowMs = fromMs; nowMs <= untilMs; nowMs += stepMs) {
    vi.setSystemTime(nowMs);
    await one.turn(nowMs);
  }
}

const deliveries = async () =>
  (await queryDeliveries({ limit: 100 })).deliveries.map(
    ({ state, attempts, lastError }) => [state, attempts, lastError] as const,
  );

test("a webhook gets each message once, in order, signed", async () => {
  const receiver = await startReceiver(() => 200);
  const id = await webhook(receiver.url, "a shared secret");
  await tell(id, ["firing", "resolved"]);
  const [one, two] = [deliverer(), deliverer()];
  for (let turn = 0; turn < 3; turn++) {
    await Promise.all([one.turn(START_MS + turn), two.turn(START_MS + turn)]);
  }
  expect(receiver.received.map(({ status }) => status)).toEqual(["firing", "resolved"]);
  expect(receiver.received[0]?.signature).toMatch(/^t=1795867200,v1=[0-9a-f]{64}$/);
  expect(receiver.received[0]?.key).toBe(`${id}:rule:firing`);
  expect(await deliveries()).toEqual([
    ["sent", 1, null],
    ["sent", 1, null],
  ]);
  await receiver.stop();
});

test("a receiver that is down for an hour gets everything afterwards, and the resolution last", async () => {
  let isDown = true;
  const receiver = await startReceiver(() => (isDown ? 503 : 200));
  await tell(await webhook(receiver.url), ["firing", "resolved"]);
  const one = deliverer();
  await runUntil(one, START_MS + 60 * MINUTE_MS);
  expect(await deliveries()).toEqual([
    ["waiting", 0, null],
    ["waiting", expect.any(Number), "answered 503"],
  ]);
  const before = receiver.received.length;
  expect(before).toBeGreaterThan(5);
  expect(before).toBeLessThan(30);
  isDown = false;
  await runUntil(one, START_MS + 90 * MINUTE_MS, MINUTE_MS, START_MS + 61 * MINUTE_MS);
  const after = receiver.received.slice(before).map(({ status }) => status);
  expect(after).toEqual(["firing", "resolved"]);
  expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(2);
  await receiver.stop();
});

test("one channel that fails does not hold up another", async () => {
  const broken = await startReceiver(() => 500);
  const healthy = await startReceiver(() => 200);
  const [first, second] = [await webhook(broken.url), await webhook(healthy.url)];
  for (let rule = 0; rule < 12; rule++) await tell(first, ["firing"], `broken ${rule}`);
  const one = deliverer();
  await one.turn(START_MS);
  await tell(second, ["firing"]);
  await one.turn(START_MS + 1);
  expect(healthy.received).toHaveLength(1);
  await Promise.all([broken.stop(), healthy.stop()]);
});

test("what was not delivered in a day is given up, can be seen, and sent again", async () => {
  let isDown = true;
  const receiver = await startReceiver(() => (isDown ? 500 : 200));
  await tell(await webhook(receiver.url), ["firing"]);
  const one = deliverer();
  await runUntil(one, START_MS + DAY_MS, 10 * MINUTE_MS);
  const [dead] = (await queryDeliveries({ limit: 1, state: "dead" })).deliveries;
  expect(dead).toMatchObject({ state: "dead", lastError: "answered 500" });
  isDown = false;
  await resendDelivery(dead?.id ?? "", START_MS + 2 * DAY_MS);
  vi.setSystemTime(START_MS + 2 * DAY_MS);
  await one.turn(START_MS + 2 * DAY_MS);
  expect((await deliveries())[0]?.[0]).toBe("sent");
  await expect(resendDelivery(dead?.id ?? "", START_MS)).rejects.toThrow(NotFoundError);
  await receiver.stop();
});

test("a process that dies while it sends leaves the message to another one, under the same key", async () => {
  const receiver = await startReceiver(() => 200);
  await tell(await webhook(receiver.url), ["firing"]);
  const dying = new Deliverer(pool, {
    ...{ publicUrl: "https://headroom.example", allow: ALLOW },
    send: () => new Promise(() => undefined),
  });
  void dying.turn(START_MS);
  await expect.poll(async () => (await deliveries())[0]?.[1]).toBe(1);
  const other = deliverer();
  expect(await other.turn(START_MS + 30_000)).toBe(0);
  expect(await other.turn(START_MS + 60_000)).toBe(1);
  expect(await deliveries()).toEqual([["sent", 2, null]]);
  await receiver.stop();
});

test("an address that is not allowed is refused when it is written out, and given up when it is a name", async () => {
  await expect(webhook("http://169.254.169.254/latest/meta-data")).rejects.toThrow(
    "url: 169.254.169.254 is no public address: an administrator can list it in HEADROOM_NOTIFY_ALLOW",
  );
  const id = await webhook("http://localhost:9/");
  await tell(id, ["firing"]);
  await new Deliverer(pool, { publicUrl: "https://headroom.example", allow: [] }).turn(START_MS);
  const [refused] = await deliveries();
  expect(refused?.[0]).toBe("dead");
  expect(refused?.[2]).toContain("HEADROOM_NOTIFY_ALLOW");
});

test("a test message arrives by e-mail; secrets are shown to nobody and stored for nobody to read", async () => {
  const mails: { to: string[]; text: string; user: string | undefined }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _, done) =>
      password === "swordfish" ? done(null, { user: username ?? "" }) : done(new Error("no")),
    onData(stream, session, done) {
      let text = "";
      stream.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text, user: session.user });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const id = await addChannel({
    ...{ kind: "email", name: "On call", host: "127.0.0.1", port, security: "none", user: "ann" },
    ...{ password: "swordfish", from: "headroom@example.com", to: ["on-call@example.com"] },
  });
  await testChannel(id, { author, nowMs: START_MS });
  await deliverer().turn(START_MS);
  expect(await deliveries()).toEqual([["sent", 1, null]]);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ to: ["on-call@example.com"], user: "ann" });
  expect(mails[0]?.text).toContain("Subject: [Headroom] Firing: Test of On call");
  const { rows } = await pool.query("SELECT * FROM notification_channel");
  expect(JSON.stringify([rows, await queryChannels()])).not.toContain("swordfish");
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test("a channel that is deleted is told nothing any more", async () => {
  const id = await webhook("https://hooks.example/");
  await tell(id, ["firing"]);
  await deleteChannel(id, { author, nowMs: START_MS });
  await deliverer().turn(START_MS);
  expect(await deliveries()).toEqual([["dead", 1, "the channel was deleted"]]);
  await expect(deleteChannel(id, { author, nowMs: START_MS })).rejects.toThrow(NotFoundError);
  await expect(testChannel(id, { author, nowMs: START_MS })).rejects.toThrow(NotFoundError);
});
