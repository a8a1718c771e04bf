import { afterEach, describe, expect, test } from "vitest";
import { headroomResponse } from "@/lib/contract/headroom.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
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
});
