import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createReplicaRouter, type ReplicaRouter, startReadSession } from "./replica-router.ts";
import { startTestMeter, type TestMeter } from "./test-support/metrics.ts";
import { type StreamingPair, startStreamingPair } from "./test-support/streaming-pair.ts";

let pair: StreamingPair;
let primary: pg.Pool;
let replica: pg.Pool;
let router: ReplicaRouter;
let meter: TestMeter;
const spans = new InMemorySpanExporter();

const within = { timeout: 10_000, interval: 50 };
const lastQuery = () => spans.getFinishedSpans().at(-1)?.attributes;

beforeAll(async () => {
  pair = await startStreamingPair();
  primary = new pg.Pool({ connectionString: pair.primaryUrl });
  replica = new pg.Pool({ connectionString: pair.replicaUrl });
  for (const pool of [primary, replica]) pool.on("error", () => {});
  meter = startTestMeter();
  router = createReplicaRouter({
    primary,
    replicas: [{ name: "replica-1", pool: replica }],
    checkMs: 20,
    meterProvider: meter.provider,
    tracerProvider: new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  });
  await router.write("CREATE TABLE notes (id int PRIMARY KEY, text text NOT NULL)");
  await vi.waitFor(() => expect(router.states()[0]?.lagMs).toBe(0), within);
});
afterAll(async () => {
  router.close();
  await Promise.all([primary.end(), replica.end(), meter.stop()]);
  await pair.stop();
});

describe("createReplicaRouter over a streaming replica", () => {
  it("sends writes to the primary and reads to the replica, and says so", async () => {
    await router.write("INSERT INTO notes VALUES (1, 'first')");
    expect(lastQuery()).toMatchObject({ "db.datasource": "writer", "db.router.reason": "write" });
    await vi.waitFor(
      async () => expect(await router.read("SELECT text FROM notes")).toEqual([{ text: "first" }]),
      within,
    );
    expect(lastQuery()).toMatchObject({
      "db.datasource": "replica",
      "db.replica.name": "replica-1",
      "db.router.reason": "least-loaded",
    });
    const onReplica = await router.read<{ it: boolean }>("SELECT pg_is_in_recovery() AS it");
    expect(onReplica).toEqual([{ it: true }]);
  });

  it("lets a session read its own write while the replica has not replayed it", async () => {
    await replica.query("SELECT pg_wal_replay_pause()");
    const session = startReadSession();
    await router.write("INSERT INTO notes VALUES (2, 'second')", [], session);
    const own = await router.read("SELECT id FROM notes WHERE id = 2", [], session);
    expect(own).toEqual([{ id: 2 }]);
    expect(lastQuery()).toMatchObject({
      "db.datasource": "writer",
      "db.router.reason": "own-writes",
    });
    const others = await router.read("SELECT id FROM notes WHERE id = 2");
    expect(others).toEqual([]);
    await vi.waitFor(() => expect(router.states()[0]?.lagMs).toBeGreaterThan(100), within);
    await vi.waitFor(async () => {
      await router.read("SELECT id FROM notes");
      expect(lastQuery()).toMatchObject({ "db.datasource": "writer", "db.router.reason": "lag" });
    }, within);
    const lag = await meter.value("postgresql.wal.delay", { replication_client: "replica-1" });
    expect(lag).toBeGreaterThan(1);
    await replica.query("SELECT pg_wal_replay_resume()");
    await vi.waitFor(async () => {
      await router.read("SELECT id FROM notes", [], session);
      expect(lastQuery()).toMatchObject({ "db.datasource": "replica" });
    }, within);
  });

  it("keeps statements that belong together in one place", async () => {
    const isReplica = "SELECT pg_is_in_recovery() AS it";
    const [choice, first, second] = await router.readWith({ operation: "notes" }, (pool, choice) =>
      Promise.all([choice, pool.query(isReplica), pool.query(isReplica)]),
    );
    expect(choice).toEqual({ replica: "replica-1", reason: "least-loaded" });
    expect([first.rows, second.rows]).toEqual([[{ it: true }], [{ it: true }]]);
    expect(lastQuery()).toMatchObject({ "db.operation.name": "notes", "db.datasource": "replica" });
  });

  it("asks a replica that may have caught up since the last check", async () => {
    const rare = createReplicaRouter({
      primary,
      replicas: [{ name: "replica-1", pool: replica }],
      checkMs: 60_000,
    });
    await vi.waitFor(() => expect(rare.states()[0]?.lagMs).toBe(0), within);
    const session = startReadSession();
    await rare.write("INSERT INTO notes VALUES (3, 'third')", [], session);
    await vi.waitFor(async () => {
      const { rows } = await replica.query("SELECT id FROM notes WHERE id = 3");
      expect(rows).toEqual([{ id: 3 }]);
    }, within);
    const work = { operation: "notes", session };
    const choice = await rare.readWith(work, (_pool, choice) => Promise.resolve(choice));
    expect(choice).toEqual({ replica: "replica-1", reason: "least-loaded" });
    rare.close();
    await primary.query("DELETE FROM notes WHERE id = 3");
  });

  it("passes a wrong statement's error on, and reads from the primary when the replica is gone", async () => {
    await expect(router.read("SELECT nothing FROM notes")).rejects.toThrow("nothing");
    await pair.endReplica();
    expect(await router.read("SELECT count(*)::int AS notes FROM notes")).toEqual([{ notes: 2 }]);
    expect(lastQuery()).toMatchObject({
      "db.datasource": "writer",
      "db.router.reason": expect.stringMatching(/^(?:lag|lost-replica)$/),
    });
  });
});
