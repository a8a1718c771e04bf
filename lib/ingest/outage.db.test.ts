import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { lockDataDir } from "@/lib/platform/data-dir.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { migrate } from "@/lib/store/migrate.ts";
import { forgetPartitions } from "@/lib/store/partitions.ts";
import { MIGRATIONS } from "@/lib/store/testing.ts";
import { logBody, traceBody } from "./test-support/bodies.ts";
import { createTestPipeline, type TestPipeline } from "./test-support/pipeline.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const ACCEPTED = { kind: "accepted", rejected: 0, message: "" };

let parent: string;
let unlock: () => Promise<void>;
let postgres: EmbeddedPostgres;
let ingest: TestPipeline;
let spoolNumber = 0;

beforeAll(async () => {
  forgetPartitions();
  parent = await mkdtemp(join(tmpdir(), "headroom-outage-"));
  await chmod(parent, 0o711);
  unlock = await lockDataDir(join(parent, "data"));
  postgres = await startEmbeddedPostgres(join(parent, "data"));
  await migrate(postgres.url, MIGRATIONS);
});

afterAll(async () => {
  await postgres.stop();
  await unlock();
  await rm(parent, { recursive: true, force: true });
});

const spoolOf = (bytes: number) => ({
  spool: { directory: join(parent, `spool-${spoolNumber}`), bytes },
});

beforeEach(async () => {
  await ask(`TRUNCATE request_deltas, spans, log_records, accepted_bodies`);
  spoolNumber++;
  ingest = createTestPipeline(postgres.url, () => NOW_MS, spoolOf(10_000_000));
});

afterEach(() => ingest.stop());

async function ask(sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: string }>(sql);
    return Number(rows[0]?.answer);
  } finally {
    await client.end();
  }
}

const counted = () => ask("SELECT coalesce(sum(request_count), 0) AS answer FROM request_deltas");
const body = () => traceBody([{ startMs: NOW_MS - 1_000, durationMs: 20 }]);
const healthy = () =>
  vi.waitFor(() => expect(ingest.pipeline.isDatabaseHealthy).toBe(true), 20_000);

async function comeBack(): Promise<void> {
  postgres = await postgres.restart();
}

test("while Postgres is away bodies are kept on disk, then counted once, whatever is sent again", async () => {
  const known = body();
  await ingest.send("traces", known);
  await postgres.stop();
  const spooled = [body(), body(), body()];
  for (const one of spooled) expect(await ingest.send("traces", one)).toEqual(ACCEPTED);
  expect(ingest.pipeline.isDatabaseHealthy).toBe(false);
  // What was stored before the outage, and what is in the spool already, may both come again.
  expect(await ingest.send("traces", known)).toEqual(ACCEPTED);
  expect(await ingest.send("traces", spooled[0] ?? known)).toEqual(ACCEPTED);
  // A body that nobody can read is refused now, not when it is too late.
  expect((await ingest.send("traces", Buffer.from("0affffff", "hex"))).kind).toBe("malformed");
  await comeBack();
  await healthy();
  for (const one of spooled) await ingest.send("traces", one);
  expect(await counted()).toBe(4);
  expect(await ask("SELECT count(*) AS answer FROM spans")).toBe(4);
});

test("a spooled body that its sender gets through first, in the next hour, is not counted again", async () => {
  await postgres.stop();
  const early = Date.UTC(2026, 10, 24, 11, 59);
  const one = traceBody([{ startMs: early - 1_000, durationMs: 20 }]);
  expect(await ingest.send("traces", one, early)).toEqual(ACCEPTED);
  await ingest.stop();
  await comeBack();
  const other = createTestPipeline(postgres.url, () => NOW_MS);
  expect(await other.send("traces", one)).toEqual(ACCEPTED);
  await other.stop();
  ingest = createTestPipeline(postgres.url, () => NOW_MS, spoolOf(10_000_000));
  await vi.waitFor(async () => expect(ingest.replays()).toBe(1), 20_000);
  await healthy();
  expect(await counted()).toBe(1);
});

test("a process that ends during the outage leaves its bodies to the next", async () => {
  await postgres.stop();
  for (let i = 0; i < 3; i++) expect(await ingest.send("traces", body())).toEqual(ACCEPTED);
  await ingest.stop();
  ingest = createTestPipeline(postgres.url, () => NOW_MS, spoolOf(10_000_000));
  expect(await ingest.send("traces", body())).toEqual(ACCEPTED);
  await comeBack();
  await healthy();
  await vi.waitFor(async () => expect(await counted()).toBe(4), 20_000);
});

test("a full spool asks senders to come back, and says so", async () => {
  await ingest.stop();
  ingest = createTestPipeline(postgres.url, () => NOW_MS, spoolOf(400));
  await postgres.stop();
  const outcomes = [];
  for (let i = 0; i < 6; i++) outcomes.push(await ingest.send("traces", body()));
  const kinds = outcomes.map(({ kind }) => kind);
  const stored = kinds.filter((kind) => kind === "accepted").length;
  expect(stored).toBeGreaterThan(0);
  expect(kinds.at(-1)).toBe("unavailable");
  expect(outcomes.at(-1)).toMatchObject({ reason: "database", retryAfterSeconds: 5 });
  const refused = ingest.refusals.since().find(({ reason }) => reason.includes("spool full"));
  expect(refused?.count).toBe(6 - stored);
  await comeBack();
  await healthy();
  expect(await counted()).toBe(stored);
});

test("bodies that arrive while the spool is drained are all stored", async () => {
  await postgres.stop();
  const sent: Promise<unknown>[] = [];
  for (let i = 0; i < 40; i++) sent.push(ingest.send("traces", body()));
  await Promise.all(sent);
  await comeBack();
  let more = 0;
  while (!ingest.pipeline.isDatabaseHealthy) {
    expect(await ingest.send("traces", body())).toEqual(ACCEPTED);
    more++;
  }
  await vi.waitFor(async () => expect(await counted()).toBe(40 + more), 20_000);
});

test("a body that Postgres refuses fails alone, and does not stop up the spool", async () => {
  await ask(`
    CREATE OR REPLACE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.body::text LIKE '%poison%' THEN
        RAISE EXCEPTION 'poison' USING ERRCODE = '22000';
      END IF;
      RETURN NEW;
    END $$
  `);
  await ingest.send("logs", logBody("first", NOW_MS));
  await ask(
    "CREATE TRIGGER poison BEFORE INSERT ON log_records FOR EACH ROW EXECUTE FUNCTION refuse_poison()",
  );
  const good = () => logBody(`good ${Math.random()}`, NOW_MS);
  const answers = await Promise.all([
    ingest.send("logs", good()),
    ingest.send("logs", logBody("poison 1", NOW_MS)),
    ingest.send("logs", good()),
  ]);
  expect(answers.map(({ kind }) => kind)).toEqual(["accepted", "malformed", "accepted"]);
  await postgres.stop();
  const spooled = [good(), logBody("poison 2", NOW_MS), good()];
  await Promise.all(spooled.map((one) => ingest.send("logs", one)));
  await comeBack();
  await healthy();
  expect(await ask("SELECT count(*) AS answer FROM log_records")).toBe(5);
  const refused = ingest.refusals.since().find(({ reason }) => reason.startsWith("spooled body"));
  expect(refused?.count).toBe(1);
  await ask("DROP TRIGGER poison ON log_records");
});
