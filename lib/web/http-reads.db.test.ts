import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { requestsParams } from "@/lib/contract/requests.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { subscribeLive } from "@/lib/platform/live-bus.ts";
import { announceLive, createReadRouting } from "@/lib/platform/read-routing.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { type StreamingPair, startStreamingPair } from "@/sdk/src/test-support/streaming-pair.ts";
import { routeReads } from "./http-reads.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const within = { timeout: 10_000, interval: 20 };

let pair: StreamingPair;
let dashboard: TestDashboard;
let replica: pg.Client;

beforeAll(async () => {
  pair = await startStreamingPair();
  process.env.HEADROOM_TEST_DATABASE_URL = pair.primaryUrl;
  dashboard = await startDashboard(() => NOW_MS);
  const replicaUrl = new URL(pair.replicaUrl);
  replicaUrl.pathname = new URL(dashboard.url).pathname;
  await vi.waitFor(async () => {
    replica = new pg.Client({ connectionString: replicaUrl.href });
    await replica.connect();
  }, within);
  replica.on("error", () => {});
  globalThis.headroomReadRouting = createReadRouting([replicaUrl.href]);
});
afterAll(async () => {
  globalThis.headroomReadRouting?.close();
  globalThis.headroomReadRouting = undefined;
  await replica.end().catch(() => {});
  await dashboard.stop();
  await pair.stop();
});

const ANNA: Principal = { kind: "key", id: "anna", name: "Anna", role: "admin" };
const BERT: Principal = { kind: "key", id: "bert", name: "Bert", role: "admin" };

/** How many requests the principal is told of, and where that was read. */
async function ask(principal: Principal) {
  const name = "GET /api/v1/requests";
  let count = Number.NaN;
  const { headers } = await routeReads({ name, principal }, async () => {
    const { groups } = await queryRequests(requestsParams.parse({ from: "now-1h" }), NOW_MS);
    count = groups[0]?.totals.requestCount ?? 0;
  });
  return { count, read: /desc="([^"]*)"/.exec(headers["server-timing"] ?? "")?.[1] };
}

const send = () =>
  dashboard.ingest.send("traces", traceBody([{ startMs: NOW_MS - 60_000, durationMs: 5 }]));
const pause = () => replica.query("SELECT pg_wal_replay_pause()");
const resume = () => replica.query("SELECT pg_wal_replay_resume()");
const onReplica = (count: number) =>
  vi.waitFor(
    async () => expect(await ask(BERT)).toEqual({ count, read: "replica-1: least-loaded" }),
    within,
  );

it("answers from the replica, and says so", async () => {
  await send();
  await onReplica(1);
});

it("shows what open pages were told of, also while the replica does not have it", async () => {
  await pause();
  await send();
  expect(await ask(BERT)).toEqual({ count: 1, read: "replica-1: least-loaded" });
  let told: Promise<unknown> | null = null;
  const stop = subscribeLive(() => {
    told = ask(BERT);
  });
  await announceLive({ at: new Date(NOW_MS).toISOString(), services: ["shop"], signals: [] });
  stop();
  expect(await told).toEqual({ count: 2, read: "primary: own-writes" });
  await resume();
  await onReplica(2);
});

it("shows a principal what it wrote, and asks the replica for others", async () => {
  await pause();
  const wrote = { name: "POST /api/v1/requests", principal: ANNA } as const;
  await routeReads(wrote, send);
  expect(await ask(ANNA)).toEqual({ count: 3, read: "primary: own-writes" });
  expect(await ask(BERT)).toEqual({ count: 2, read: "replica-1: least-loaded" });
  await resume();
  await vi.waitFor(
    async () => expect(await ask(ANNA)).toEqual({ count: 3, read: "replica-1: least-loaded" }),
    within,
  );
});

it("asks the primary while the replica is too far behind", async () => {
  await pause();
  await send();
  await vi.waitFor(
    async () => expect(await ask(BERT)).toEqual({ count: 4, read: "primary: lag" }),
    within,
  );
  await resume();
  await onReplica(4);
});

it("asks the primary when the replica goes away, without an error", async () => {
  await pair.endReplica();
  const { count, read } = await ask(BERT);
  expect(count).toBe(4);
  expect(read).toMatch(/^primary: (?:lag|lost-replica)$/);
});
