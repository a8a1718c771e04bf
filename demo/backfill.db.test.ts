import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { servicesParams } from "@/lib/contract/services.ts";
import { startReceivers, type TestReceivers } from "@/lib/ingest/test-support/receivers.ts";
import { queryServices } from "@/lib/query/services.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

// Hours of the shop are tens of thousands of requests, on a machine that may do other work too.
vi.setConfig({ testTimeout: 180_000 });

let dashboard: TestDashboard;
let receivers: TestReceivers;
let place: string;

const state = z.object({
  fromMs: z.number(),
  untilMs: z.number(),
  sentUntilMs: z.number(),
  pushed: z.object({
    requests: z.number(),
    errors: z.number(),
    logs: z.number(),
    points: z.number(),
  }),
  requestsByService: z.record(z.string(), z.number()),
});

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "headroom-backfill-"));
  await build({
    entryPoints: [fileURLToPath(new URL("src/backfill/main.ts", import.meta.url))],
    outfile: join(place, "backfill.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "warning",
  });
  const settings = { acceptPastMs: WEEK_MS + HOUR_MS, traceBudget: 200 };
  dashboard = await startDashboard(Date.now, settings);
  receivers = await startReceivers(dashboard.ingest, Date.now);
});

afterAll(async () => {
  await receivers.stop();
  await dashboard.stop();
  await rm(place, { recursive: true, force: true });
});

const start = (more: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(place, "backfill.cjs")], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DEMO_BACKFILL: "2h",
      DEMO_BACKFILL_STATE: join(place, "state.json"),
      OTEL_EXPORTER_OTLP_ENDPOINT: receivers.httpUrl,
      ...more,
    },
  });

const pushed = async () =>
  state.parse(JSON.parse(await readFile(join(place, "state.json"), "utf8")));

async function storedByService({ fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  globalThis.headroomSeriesCatalog = undefined;
  const params = servicesParams.parse({ from: String(fromMs), to: String(untilMs) });
  const { services } = await queryServices(params, Date.now());
  return Object.fromEntries(services.map(({ name, requestCount }) => [name, requestCount]));
}

/** As if an earlier telemetry of the shop were from so long ago: the history then lies before it. */
const before = (ms: number) => String(Math.floor((Date.now() - ms) / 60_000) * 60_000);

test("what is pushed of a week ago is what is stored, from the tail and from the tiers", async () => {
  const backfill = start({
    DEMO_BACKFILL: "7d",
    DEMO_KNOWN_SINCE: before(WEEK_MS - 2 * HOUR_MS),
  });
  expect(await once(backfill, "exit")).toEqual([0, null]);
  const sent = await pushed();
  expect(sent.sentUntilMs).toBe(sent.untilMs);
  expect(sent.untilMs - sent.fromMs).toBeGreaterThan(1.9 * HOUR_MS);
  expect(sent.pushed.requests).toBeGreaterThan(20_000);
  expect(await storedByService(sent)).toEqual(sent.requestsByService);
  await dashboard.fold();
  expect(await storedByService(sent)).toEqual(sent.requestsByService);
  const { rows } = await dashboard.ingest.pool.query<{ logs: string; points: string }>(
    "SELECT (SELECT count(*) FROM log_records) AS logs, (SELECT count(*) FROM metric_points) AS points",
  );
  expect(rows[0]).toEqual({ logs: String(sent.pushed.logs), points: String(sent.pushed.points) });
});

test("a second start pushes nothing", async () => {
  const earlier = await pushed();
  const again = start({ DEMO_BACKFILL: "7d", DEMO_KNOWN_SINCE: String(earlier.fromMs) });
  expect(await once(again, "exit")).toEqual([0, null]);
  expect(await storedByService(earlier)).toEqual(earlier.requestsByService);
});

test("one that was killed is gone on with, and counts nothing twice", async () => {
  await rm(join(place, "state.json"));
  const known = { DEMO_BACKFILL: "5h", DEMO_KNOWN_SINCE: before(2 * HOUR_MS) };
  const killed = start(known);
  for (;;) {
    const sent = await pushed().catch(() => null);
    if (sent) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const interrupted = await pushed();
  expect(interrupted.sentUntilMs).toBeLessThan(interrupted.untilMs);
  expect(await once(start(known), "exit")).toEqual([0, null]);
  const whole = await pushed();
  expect(whole).toMatchObject({ fromMs: interrupted.fromMs, untilMs: interrupted.untilMs });
  expect(await storedByService(whole)).toEqual(whole.requestsByService);
});

test("a receiver that does not accept what is so old ends it with a reason", async () => {
  const narrow = await startDashboard(Date.now);
  const closed = await startReceivers(narrow.ingest, Date.now);
  const backfill = start({
    DEMO_BACKFILL: "7d",
    DEMO_BACKFILL_STATE: join(place, "narrow.json"),
    OTEL_EXPORTER_OTLP_ENDPOINT: closed.httpUrl,
  });
  expect(await once(backfill, "exit")).toEqual([1, null]);
  await closed.stop();
  await narrow.stop();
});
