import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  markersParams,
  newMarker,
  type TimelineEvent,
  timelineParams,
  timelineResponse,
} from "@/lib/contract/timeline.ts";
import { ConflictError, NotFoundError } from "@/lib/domain/problem.ts";
import { type GivenSpan, type Sender, traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { closePrisma } from "@/lib/store/prisma.ts";
import { createMarker, deleteMarker, queryMarkers } from "./markers.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import { queryTimeline } from "./timeline.ts";

/** 12:30:00 UTC. */
const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const MINUTE_MS = 60_000;
const PIPELINE = { id: "key:ci", name: "CI" };
const SHOP = { service: "shop", namespace: "web", environment: "production" };

let dashboard: TestDashboard;

const minutesAgo = (minutes: number) => NOW_MS - minutes * MINUTE_MS;
const iso = (ms: number) => new Date(ms).toISOString();

/** A request every `everyMs` from one moment up to another; every `errorEvery`-th fails. */
function stream(
  [fromMs, toMs]: [number, number],
  { everyMs, durationMs, errorEvery }: { everyMs: number; durationMs: number; errorEvery?: number },
): GivenSpan[] {
  const count = Math.ceil((toMs - fromMs) / everyMs);
  return Array.from({ length: count }, (_, i) => ({
    startMs: fromMs + i * everyMs,
    durationMs,
    attributes: {
      "http.route": "/pay",
      "http.request.method": "GET",
      "http.response.status_code": errorEvery && i % errorEvery === 0 ? 500 : 200,
    },
  }));
}

const send = (spans: GivenSpan[], sender: Sender) =>
  dashboard.ingest.send("traces", traceBody(spans, sender));

const mark = (
  given: Record<string, unknown>,
  idempotencyKey: string | null = null,
  by = PIPELINE,
) =>
  createMarker(newMarker.parse({ kind: "note", title: "Something", ...given }), {
    author: by,
    nowMs: NOW_MS,
    idempotencyKey,
  });

const ask = async (params: Record<string, unknown> = {}, nowMs = NOW_MS) =>
  timelineResponse.parse(
    await queryTimeline(timelineParams.parse({ from: "now-2h", ...params }), nowMs),
  );

const titles = (events: readonly TimelineEvent[]) => events.map(({ title }) => title);

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  // shop: version 1 until 11:30, version 2 until 12:00, then version 1 again.
  // One request a second of 10 ms; version 2 twice as many, of 40 ms, every tenth failing.
  const calm = { everyMs: 1_000, durationMs: 10 };
  const worse = { everyMs: 500, durationMs: 40, errorEvery: 10 };
  const v1 = { ...SHOP, version: "1", instance: "a" };
  // Version 2 arrives before what version 1 did earlier: the order of arrival must not matter.
  await send(stream([minutesAgo(60), minutesAgo(30)], worse), {
    ...SHOP,
    version: "2",
    instance: "b",
  });
  await send(stream([minutesAgo(30), NOW_MS], calm), v1);
  await send(stream([minutesAgo(110), minutesAgo(60)], calm), v1);
  // The same names in staging have one version only.
  await send(stream([minutesAgo(110), NOW_MS], { everyMs: 60_000, durationMs: 5 }), {
    ...SHOP,
    environment: "staging",
    version: "1",
  });
  // mail gets a new version, and too few requests to compare.
  const mail = { service: "mail", namespace: "web", environment: "production" };
  const rare = { everyMs: 30_000, durationMs: 20 };
  await send(stream([minutesAgo(100), minutesAgo(50)], rare), { ...mail, version: "7" });
  await send(stream([minutesAgo(50), NOW_MS], rare), { ...mail, version: "8" });
});

afterAll(async () => {
  await closePrisma();
  await dashboard.stop();
});

describe.each([["before the fold"], ["after the fold"]])("versions, %s", (when) => {
  beforeAll(async () => {
    if (when === "after the fold") await dashboard.fold();
  });
  beforeEach(() => {
    globalThis.headroomSeriesCatalog = undefined;
  });

  test("a deployment and its rollback, at their first requests", async () => {
    const { events } = await ask({ service: "shop" });
    expect(events).toMatchObject([
      {
        at: iso(minutesAgo(30)),
        source: "version",
        kind: "deployment",
        ...SHOP,
        version: "1",
        previousVersion: "2",
        versionChange: "rollback",
      },
      {
        at: iso(minutesAgo(60)),
        version: "2",
        previousVersion: "1",
        versionChange: "new",
        title: "shop 2",
      },
    ]);
  });

  test("what ten minutes before and after tell, against figures worked out by hand", async () => {
    const { events } = await ask({ service: "shop" });
    const [rollback, deployment] = events;
    // Before: 600 requests of 10 ms. After: 1,200 of 40 ms, 120 of them failed.
    expect(deployment?.change).toMatchObject({
      kind: "compared",
      windowSeconds: 600,
      before: { requestCount: 600, throughputPerSecond: 1, errorRatio: 0 },
      after: { requestCount: 1_200, throughputPerSecond: 2, errorRatio: 0.1 },
      delta: { throughputPerSecond: 1, errorRatio: 0.1 },
    });
    expect(rollback?.change).toMatchObject({
      before: { requestCount: 1_200, errorRatio: 0.1 },
      after: { requestCount: 600, errorRatio: 0 },
      delta: { throughputPerSecond: -1, errorRatio: -0.1 },
    });
    for (const [event, before, after] of [
      [deployment, 10, 40],
      [rollback, 40, 10],
    ] as const) {
      if (event?.change?.kind !== "compared") throw new Error("not compared");
      const { before: was, after: is, delta } = event.change;
      expect(Math.abs((was.p95Ms ?? 0) - before) / before).toBeLessThanOrEqual(0.0055);
      expect(Math.abs((is.p95Ms ?? 0) - after) / after).toBeLessThanOrEqual(0.0055);
      expect(delta.p95Ms).toBeCloseTo((is.p95Ms ?? 0) - (was.p95Ms ?? 0), 9);
    }
  });

  test("too few requests are said, not compared", async () => {
    const { events } = await ask({ service: "mail" });
    expect(events.map(({ change }) => change)).toEqual([
      { kind: "tooFew", windowSeconds: 600, minimumCount: 30, beforeCount: 20, afterCount: 20 },
    ]);
  });

  test("just now is too short to compare; the windows grow with the time that has passed", async () => {
    const changeAt = async (agoSeconds: number) => {
      const atMs = minutesAgo(60) + agoSeconds * 1_000;
      const { events } = await ask({ service: "shop", to: String(atMs) }, atMs);
      return events.find(({ version }) => version === "2")?.change;
    };
    expect(await changeAt(50)).toEqual({ kind: "tooShort" });
    expect(await changeAt(120)).toMatchObject({
      windowSeconds: 120,
      before: { requestCount: 120 },
      after: { requestCount: 240 },
    });
  });

  test("every service at once, newest first; environments stay apart", async () => {
    expect(titles((await ask()).events)).toEqual(["shop 1", "mail 8", "shop 2"]);
    expect((await ask({ environment: "staging" })).events).toEqual([]);
    expect(titles((await ask({ from: iso(minutesAgo(55)) })).events)).toEqual(["shop 1", "mail 8"]);
  });
});

describe("markers", () => {
  test("are stored whole, concern every service unless they name one, and can be deleted", async () => {
    const given = {
      kind: "incident",
      title: "Checkout slow",
      at: iso(minutesAgo(20)),
      service: "shop",
      environment: "production",
      url: "https://incidents.example/7",
      description: "p95 over a second",
    };
    const stored = await mark(given);
    expect(stored).toMatchObject({ ...given, namespace: null, version: null, createdBy: "CI" });
    const everywhere = await mark({ title: "Network", at: minutesAgo(25) });
    const list = async (params: Record<string, unknown>) =>
      (await queryMarkers(markersParams.parse(params), NOW_MS)).markers.map(({ id }) => id);
    expect(await list({})).toEqual([stored.id, everywhere.id]);
    expect(await list({ service: "mail" })).toEqual([everywhere.id]);
    expect(await list({ service: "shop", environment: "staging" })).toEqual([everywhere.id]);
    expect(await list({ to: iso(minutesAgo(20)) })).toEqual([everywhere.id]);

    const { events } = await ask({ service: "shop" });
    expect(titles(events)).toEqual(["Checkout slow", "Network", "shop 1", "shop 2"]);
    // 12:10 with a rollback ten minutes before: 600 requests on both sides.
    expect(events[0]?.change).toMatchObject({
      kind: "compared",
      windowSeconds: 600,
      before: { requestCount: 600 },
      after: { requestCount: 600 },
    });
    await deleteMarker(stored.id);
    await deleteMarker(everywhere.id);
    expect(await list({})).toEqual([]);
    await expect(deleteMarker(stored.id)).rejects.toThrow(NotFoundError);
  });

  test("a pipeline's deployment and the version's first request are one event", async () => {
    const told = await mark({
      kind: "deployment",
      title: "Release 2",
      at: minutesAgo(62),
      service: "shop",
      environment: "production",
      version: "2",
    });
    const { events } = await ask({ service: "shop" });
    expect(titles(events)).toEqual(["shop 1", "Release 2"]);
    expect(events[1]).toMatchObject({
      source: "marker",
      at: iso(minutesAgo(62)),
      firstRequestAt: iso(minutesAgo(60)),
      change: { kind: "compared", before: { requestCount: 600 }, after: { requestCount: 1_200 } },
    });
    await deleteMarker(told.id);
  });

  test("the same idempotency key gives the same marker; for something else it is refused", async () => {
    const first = await mark({ title: "Release 3" }, "run-3");
    expect(await mark({ title: "Release 3" }, "run-3")).toEqual(first);
    await expect(mark({ title: "Release 4" }, "run-3")).rejects.toThrow(ConflictError);
    const other = await mark({ title: "Release 4" }, "run-3", { id: "key:other", name: "Other" });
    expect(other.id).not.toBe(first.id);
    await deleteMarker(first.id);
    await deleteMarker(other.id);
  });

  test.each([
    [{ at: "yesterday" }, "at"],
    [{ at: "2126-01-01" }, "at"],
  ])("%j is refused at %s", async (given, field) => {
    await expect(mark(given)).rejects.toMatchObject({ field });
  });
});
