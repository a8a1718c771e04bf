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

  it("passes a wrong statement's error on, and reads from the primary when the replica is gone", async () => {
    await expect(router.read("SELECT nothing FROM notes")).rejects.toThrow("nothing");
    await pair.endReplica();
    expect(await router.read("SELECT count(*)::int AS notes FROM notes")).toEqual([{ notes: 2 }]);
    expect(lastQuery()).toMatchObject({ "db.datasource": "writer", "db.router.reason": "lag" });
  });
});
