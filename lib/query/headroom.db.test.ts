import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { headroomResponse } from "@/lib/contract/headroom.ts";
import { OwnFigures } from "@/lib/ingest/ingest-figures.ts";
import { Spool } from "@/lib/ingest/spool.ts";
import { logBody, requestMetricsBody, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { selfFigures } from "@/lib/platform/self-figures.ts";
import { countRefusal } from "@/lib/store/ingest-group.ts";
import { queryHeadroom } from "./headroom.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 0, 30);
const RANGE = { from: "now-1h", to: "now" };

let dashboard: TestDashboard | undefined;

afterEach(async () => {
  await dashboard?.stop();
  dashboard = undefined;
});

describe("what Headroom says of itself", () => {
  test("an empty database has no data, and says so by null", async () => {
    dashboard = await startDashboard(() => NOW_MS);
    const answer = headroomResponse.parse(await queryHeadroom(RANGE, NOW_MS));
    expect(answer.freshness).toEqual({ newestDataAt: null, newestDataAgeMs: null, lag: null });
    expect(answer.intake.keptShare).toBeNull();
    expect(answer.intake.signals.map(({ accepted }) => accepted)).toEqual([0, 0, 0, 0]);
    expect(answer.jobs.slots).toEqual({ open: 1, sealed: 0, folded: 0, free: 31 });
  });

  test("the newest data is that of others, to ten seconds, folded or not", async () => {
    dashboard = await startDashboard(() => NOW_MS);
    const { ingest, fold } = dashboard;
    const startMs = Date.UTC(2026, 10, 24, 12, 0, 5);
    await ingest.send("traces", traceBody([{ startMs, durationMs: 20 }]));
    const own = traceBody([{ startMs: startMs + 20_000, durationMs: 20 }], { service: "headroom" });
    await ingest.send("traces", own);
    for (const step of ["not folded", "folded"]) {
      globalThis.headroomSeriesCatalog = undefined;
      const { freshness } = await queryHeadroom(RANGE, NOW_MS);
      expect(freshness.newestDataAt, step).toBe("2026-11-24T12:00:10.000Z");
      expect(freshness.newestDataAgeMs, step).toBe(20_000);
      await fold();
    }
  });

  test("disk is told by table, with what its partitions cover and how long they are kept", async () => {
    dashboard = await startDashboard(() => NOW_MS);
    const { ingest, fold } = dashboard;
    const body = traceBody([{ startMs: NOW_MS - 5_000, durationMs: 20 }]);
    await ingest.send("traces", body);
    await fold();
    const { storage } = await queryHeadroom(RANGE, NOW_MS);
    const minutes = storage.tables.find(({ table }) => table === "request_1m");
    expect(minutes).toMatchObject({
      concern: "requests",
      tier: "1 min",
      partitions: 1,
      oldestAt: "2026-11-24T00:00:00.000Z",
      newestAt: "2026-11-25T00:00:00.000Z",
      keptForSeconds: 30 * 86_400,
    });
    expect(minutes?.bytes).toBeGreaterThan(8_191);
    const bytes = storage.tables.reduce((sum, table) => sum + table.bytes, 0);
    expect(storage.databaseBytes).toBeGreaterThan(bytes);
    expect(storage.tables.find(({ table }) => table === "arrival_slots")?.oldestAt).toBeNull();
  });

  test("what was taken, late, replayed and refused is exactly what was sent", async () => {
    let figures: OwnFigures | undefined;
    dashboard = await startDashboard(() => NOW_MS, {
      onCommitted: (committed) => figures?.note(committed),
    });
    const { ingest } = dashboard;
    const spool = new Spool(mkdtempSync(join(tmpdir(), "headroom-spool-")), 1_000);
    figures = new OwnFigures({ pool: ingest.pool, spool, writerId: 7n, now: () => NOW_MS });
    const at = (secondsAgo: number) => ({ startMs: NOW_MS - secondsAgo * 1000, durationMs: 20 });
    const spans = traceBody([at(1), at(2), at(301), at(299), at(90_000)]);
    await ingest.send("traces", spans);
    await ingest.send("traces", spans);
    await ingest.send("traces", Buffer.from([0xff, 0xff]));
    const point = (agoMs: number) => ({
      startMs: NOW_MS - 3_600_000,
      timeMs: NOW_MS - agoMs,
      values: [0.1],
    });
    await ingest.send("metrics", requestMetricsBody([point(600_000), point(1_000)]));
    await ingest.send("logs", logBody("hello", NOW_MS - 400_000));
    const own = traceBody([at(1)], { service: "headroom" });
    const given = { signal: "traces", body: own, hash: null, receivedMs: NOW_MS } as const;
    await ingest.pipeline.submit({ ...given, isOwn: true });
    await figures.store();
    for (const refusal of ingest.refusals.take()) {
      await countRefusal(ingest.pool, { ...refusal, writerId: 7n });
    }
    const report = figures.report(true);
    figures.stop();
    selfFigures().ingest = report.ingest;
    const { intake, freshness } = headroomResponse.parse(await queryHeadroom(RANGE, NOW_MS));
    selfFigures().ingest = null;

    const nothing = { bodies: 0, accepted: 0, refused: 0, replays: 0, late: 0 };
    expect(intake.signals).toEqual([
      { signal: "traces", bodies: 2, accepted: 4, refused: 2, replays: 1, late: 1 },
      { signal: "metrics", bodies: 1, accepted: 2, refused: 0, replays: 0, late: 1 },
      { signal: "logs", bodies: 1, accepted: 1, refused: 0, replays: 0, late: 1 },
      { signal: "requests", ...nothing },
    ]);
    const refusal = { signal: "traces", count: 1, lastAt: "2026-11-24T12:00:00.000Z" };
    expect(intake.refusals).toHaveLength(2);
    expect(intake.refusals).toEqual(
      expect.arrayContaining([
        { ...refusal, reason: "older than is accepted" },
        { ...refusal, reason: "malformed body" },
      ]),
    );
    expect({ received: intake.spansReceived, kept: intake.spansKept }).toEqual({
      received: 4,
      kept: 4,
    });
    expect(intake.points.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(7);
    expect(intake.points.at(-1)).toEqual({
      at: "2026-11-24T12:00:00.000Z",
      accepted: 7,
      refused: 2,
      late: 3,
    });
    expect(freshness.lag?.count).toBe(5);
    expect(report.newLagsMs).toHaveLength(5);
    expect(intake.commits?.bodies).toBeGreaterThanOrEqual(1);
    expect(intake.spool).toEqual({ bytes: 0, mostBytes: 1_000 });
  });
});
