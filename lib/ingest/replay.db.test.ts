import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { createTestDatabase, type TestDatabase } from "@/lib/store/testing.ts";
import type { IngestOutcome } from "./ingest-item.ts";
import { logBody, requestMetricsBody, traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";

const HOUR_MS = 3_600_000;
const HOUR_START = Date.UTC(2026, 10, 24, 12);
/** Far from the edge of an hour. */
const NOW_MS = HOUR_START + 30 * 60_000;

let database: TestDatabase;
let nowMs = NOW_MS;
const pipelines: TestPipeline[] = [];

const open = (): TestPipeline => {
  const made = createTestPipeline(database.url, () => nowMs);
  pipelines.push(made);
  return made;
};

beforeEach(async () => {
  forgetPartitions();
  nowMs = NOW_MS;
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const made of pipelines.splice(0)) await made.stop();
  await database.drop();
});

async function ask(sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: string }>(sql);
    return Number(rows[0]?.answer);
  } finally {
    await client.end();
  }
}

/** Requests in all unfolded deltas. */
const counted = () => ask("SELECT coalesce(sum(request_count), 0) AS answer FROM request_deltas");

const ACCEPTED = { kind: "accepted", rejected: 0, message: "" };
const span = (startMs = nowMs - 1_000) => ({ startMs, durationMs: 20 });

describe("a body that is sent again", () => {
  test("is acknowledged and counted once, in the same group and in a later one", async () => {
    const ingest = open();
    const body = traceBody([span(), span()]);
    const answers = await Promise.all([ingest.send("traces", body), ingest.send("traces", body)]);
    answers.push(await ingest.send("traces", body));
    expect(answers).toEqual([ACCEPTED, ACCEPTED, ACCEPTED]);
    expect(await counted()).toBe(2);
    expect(await ask("SELECT count(*) AS answer FROM spans")).toBe(2);
    expect(ingest.replays()).toBe(2);
  });

  test("is recognised after a restart and by another instance at the same time", async () => {
    const body = traceBody([span()]);
    const [a, b] = [open(), open()];
    const answers = await Promise.all([a, b, a, b].map((one) => one.send("traces", body)));
    expect(answers).toEqual([ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED]);
    await open().send("traces", body);
    expect(await counted()).toBe(1);
  });

  test("is recognised across the edge of an hour, whichever hour comes first", async () => {
    const ingest = open();
    const before = HOUR_START - 1_000;
    const after = HOUR_START + 1_000;
    const [first, second] = [traceBody([span(before - 5)]), traceBody([span(before - 5)])];
    for (const times of [
      [before, after],
      [after, before],
    ]) {
      const body = times[0] === before ? first : second;
      for (nowMs of times) expect(await ingest.send("traces", body, nowMs)).toEqual(ACCEPTED);
    }
    expect(await counted()).toBe(2);
  });

  test("is recognised at the edge of an hour by two instances at the same time", async () => {
    const [a, b] = [open(), open()];
    for (let round = 0; round < 15; round++) {
      const body = traceBody([span(HOUR_START - 5_000)]);
      await Promise.all([
        a.send("traces", body, HOUR_START - 10),
        b.send("traces", body, HOUR_START + 10),
      ]);
    }
    expect(await counted()).toBe(15);
  });

  test("counts again after the replay window", async () => {
    const ingest = open();
    const body = traceBody([span()]);
    await ingest.send("traces", body);
    nowMs += 59 * 60_000;
    await ingest.send("traces", body);
    expect(await counted()).toBe(1);
    nowMs += 3 * HOUR_MS;
    await ingest.send("traces", body);
    expect(await counted()).toBe(2);
    // Kept spans are unique by their own identity besides.
    expect(await ask("SELECT count(*) AS answer FROM spans")).toBe(1);
  });

  test("with metric points and logs changes nothing either, even in another body", async () => {
    const ingest = open();
    const points = [{ startMs: nowMs - 60_000, timeMs: nowMs, values: [0.2] }];
    const other = { startMs: nowMs - 60_000, timeMs: nowMs - 1, values: [0.2] };
    await ingest.send("metrics", requestMetricsBody(points));
    await ingest.send("metrics", requestMetricsBody([...points, other]));
    await ingest.send("logs", logBody("once", nowMs));
    await ingest.send("logs", logBody("once", nowMs));
    expect(await ask("SELECT count(*) AS answer FROM request_points")).toBe(2);
    expect(await ask("SELECT count(*) AS answer FROM metric_points")).toBe(2);
    expect(await ask("SELECT count(*) AS answer FROM log_records")).toBe(1);
  });

  test("without a hash counts each time", async () => {
    const ingest = open();
    const body = traceBody([span()]);
    const item = { signal: "traces", body, hash: null, receivedMs: nowMs } as const;
    await Promise.all([ingest.pipeline.submit(item), ingest.pipeline.submit(item)]);
    expect(await counted()).toBe(2);
  });
});

describe("a malformed body", () => {
  const bad = Buffer.from("0affffff", "hex");

  test("fails alone, every time, and takes no good one with it", async () => {
    const ingest = open();
    const answers = await Promise.all([
      ingest.send("traces", bad),
      ingest.send("traces", traceBody([span()])),
      ingest.send("traces", bad),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(["malformed", "accepted", "malformed"]);
    expect((await ingest.send("traces", bad)).kind).toBe("malformed");
    expect(await counted()).toBe(1);
  });

  test("leaves no trace that would take its correction for a replay", async () => {
    const ingest = open();
    await ingest.send("traces", bad);
    expect(await ask("SELECT count(*) AS answer FROM accepted_bodies")).toBe(0);
  });

  test("is malformed for two instances that get it at the same time", async () => {
    const [a, b] = [open(), open()];
    const answers = await Promise.all([a.send("traces", bad), b.send("traces", bad)]);
    expect(answers.map(({ kind }) => kind)).toEqual(["malformed", "malformed"]);
  });
});

describe("a backend that is killed", () => {
  test("while bodies are committed: each is counted once, whatever the commit did", async () => {
    const ingest = open();
    const killer = new pg.Client({ connectionString: database.url });
    await killer.connect();
    let killing = true;
    const kill = async () => {
      while (killing) {
        await killer.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`,
        );
      }
    };
    const killed = kill();
    const bodies = Array.from({ length: 30 }, () => traceBody([span(), span()]));
    const stored = new Set<number>();
    for (let round = 0; round < 40 && stored.size < bodies.length; round++) {
      if (round === 3) killing = false;
      const answers = await Promise.all(
        bodies.map(
          (body, i): Promise<IngestOutcome | null> =>
            stored.has(i) ? Promise.resolve(null) : ingest.send("traces", body),
        ),
      );
      for (const [i, answer] of answers.entries()) if (answer?.kind === "accepted") stored.add(i);
    }
    killing = false;
    await killed;
    await killer.end();
    expect(stored.size).toBe(30);
    await vi.waitFor(() => expect(ingest.pipeline.isDatabaseHealthy).toBe(true), 10_000);
    // A sender that lost the answer sends again.
    for (const body of bodies) await ingest.send("traces", body);
    expect(await counted()).toBe(60);
    expect(await ask("SELECT count(*) AS answer FROM spans")).toBe(60);
  });
});

test("a partition that retention dropped is made again", async () => {
  const ingest = open();
  await ingest.send("traces", traceBody([span()]));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'spans'::regclass",
  );
  for (const { name } of rows) await client.query(`DROP TABLE ${name}`);
  await client.end();
  expect(await ingest.send("traces", traceBody([span()]))).toEqual(ACCEPTED);
  expect(await ask("SELECT count(*) AS answer FROM spans")).toBe(1);
  expect(await counted()).toBe(2);
});
