import { afterAll, beforeAll, expect, test } from "vitest";
import { cachesParams, cachesResponse } from "@/lib/contract/caches.ts";
import { eventsParams, eventsResponse } from "@/lib/contract/events.ts";
import { resourcesParams, resourcesResponse } from "@/lib/contract/resources.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { toCacheRows } from "@/lib/view/cache-rows.ts";
import { cacheFigures, cachesCondition, cacheTracks } from "@/lib/view/caches.ts";
import { eventCondition, eventFigures, eventRows, eventTracks } from "@/lib/view/event-page.ts";
import { resourceStrip } from "@/lib/view/resource-strip.ts";
import { resourceTracks, toResourceRows } from "@/lib/view/resources.ts";
import { queryCaches } from "./caches.ts";
import { queryEvents } from "./events.ts";
import { queryResources } from "./resources.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const MINUTES = 40;
const SERVICES = 12;
/** As a page asks it: of twelve of each kind, eight are drawn. */
const ASKED = { from: "now-15m", compare: "previous" } as const;
const DRAWN = { ...ASKED, courses: "8" };
const ago = (minutes: number) => NOW_MS - minutes * 60_000;

const gauge = (name: string, unit: string, at: (minute: number) => number): GivenMetric => ({
  ...{ name, unit },
  gauge: Array.from({ length: MINUTES }, (_, minute) => ({
    ...{ timeMs: ago(MINUTES - 1 - minute) - 1_000, value: at(minute), attributes: {} },
  })),
});

const resourcesOf = (service: number): GivenMetric[] => [
  gauge("process.cpu.utilization", "1", (minute) => ((service * 7 + minute) % 13) / 20),
  gauge("process.memory.usage", "By", (minute) => 1_000 * ((service * 5 + minute) % 11)),
];

const counter = (perMinute: (minute: number) => number, attributes: Record<string, string>) => {
  let value = 0;
  return Array.from({ length: MINUTES }, (_, minute) => {
    value += perMinute(minute);
    const [startMs, timeMs] = [ago(MINUTES), ago(MINUTES - 1 - minute) - 1_000];
    return { startMs, timeMs, value, attributes };
  });
};

/** Two layers and a loader; the second of every fifth service answers less from the 33rd minute on. */
const cacheOf = (service: number): GivenMetric[] => {
  const layer = (name: string, result: string, perMinute: (minute: number) => number) =>
    counter(perMinute, { "cache.name": "users", "cache.layer": name, "cache.result": result });
  const falls = (minute: number) => service % 5 === 0 && minute >= 33;
  const evictions = { "cache.name": "users", "cache.layer": "l1" };
  return [
    {
      name: "cache.requests",
      counter: [
        ...layer("l1", "hit", (minute) => 100 + ((service + minute) % 7)),
        ...layer("l1", "miss", () => 50),
        ...layer("l1", "stale", (minute) => minute % 3),
        ...layer("l2", "hit", (minute) => (falls(minute) ? 10 : 45)),
        ...layer("l2", "miss", (minute) => (falls(minute) ? 40 : 5)),
        ...layer("l3", "hit", () => 5),
      ],
    },
    { name: "cache.evictions", counter: counter((minute) => minute % 4, evictions) },
  ];
};

/** Messages of a topic, of which every third service gives some up. */
const messagesOf = (service: number): GivenMetric[] => {
  const topic = { "messaging.destination.name": "orders" };
  const group = { ...topic, "messaging.consumer.group.name": "mailer" };
  const dead = service % 3 === 0 ? counter((minute) => minute % 2, group) : [];
  return [
    {
      name: "messaging.client.sent.messages",
      counter: counter((minute) => 20 + ((service + minute) % 5), topic),
    },
    {
      name: "messaging.client.consumed.messages",
      counter: counter((minute) => 10 + ((service * 3 + minute) % 4), group),
    },
    { name: "messaging.process.dead_lettered.messages", counter: dead },
  ];
};

let dashboard: TestDashboard;

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  for (let service = 0; service < SERVICES; service++) {
    const sender = { service: `shop-${service}`, namespace: "web", environment: "production" };
    const body = metricsBody(
      [...resourcesOf(service), ...cacheOf(service), ...messagesOf(service)],
      { ...sender, instance: "a" },
    );
    await dashboard.ingest.send("metrics", body);
  }
});

afterAll(() => dashboard.stop());

/** Groups without what only `courses` tells or leaves out. */
const bare = (
  groups: readonly { points: readonly unknown[]; previous?: { totals: unknown } | undefined }[],
) =>
  groups.map(({ points: _, previous, ...group }) => {
    const { course: __, fall: ___, ...told } = { course: null, fall: null, ...group };
    return { ...told, previous: previous?.totals };
  });

/** What is drawn, without how numbers are written, which are functions. */
const plain = (model: unknown): unknown => JSON.parse(JSON.stringify(model));

test("resources: a page's question has the same totals, rows, figures and charts", async () => {
  const ask = async (given: Record<string, string>) =>
    resourcesResponse.parse(await queryResources(resourcesParams.parse(given), NOW_MS));
  const [whole, drawn] = [await ask(ASKED), await ask(DRAWN)];
  expect(whole.groups).toHaveLength(SERVICES);
  expect(whole).not.toHaveProperty("whole");
  expect(bare(drawn.groups)).toEqual(bare(whole.groups));
  expect(drawn.groups.filter(({ points }) => points.length > 0).length).toBeLessThan(SERVICES);
  const rows = (answer: typeof whole) => toResourceRows(answer.groups);
  expect(rows(drawn)).toEqual(rows(whole));
  expect(resourceStrip(drawn, "before")).toEqual(resourceStrip(whole, "before"));
  expect(plain(resourceTracks(drawn, NOW_MS))).toEqual(plain(resourceTracks(whole, NOW_MS)));
});

test("caches: a page's question has the same totals, rows, figures and charts", async () => {
  const ask = async (given: Record<string, string>) =>
    cachesResponse.parse(await queryCaches(cachesParams.parse(given), NOW_MS));
  const [whole, drawn] = [await ask(ASKED), await ask(DRAWN)];
  expect(whole.groups).toHaveLength(3 * SERVICES);
  expect(bare(drawn.groups)).toEqual(bare(whole.groups));
  expect(drawn.chains).toEqual(whole.chains);
  const rows = (answer: typeof whole) =>
    toCacheRows(answer).map(({ group: _, ...row }) => ({ ...row, falls: row.fall !== null }));
  expect(rows(drawn)).toEqual(rows(whole));
  expect(rows(drawn).filter(({ falls }) => falls)).toHaveLength(3);
  const page = (answer: typeof whole) => ({
    condition: cachesCondition(toCacheRows(answer), "UTC"),
    figures: cacheFigures(answer, toCacheRows(answer), "before"),
    charts: cacheTracks(answer, toCacheRows(answer), NOW_MS),
  });
  expect(plain(page(drawn))).toEqual(plain(page(whole)));
});

test("events: a page's question has the same totals, rows, figures and charts", async () => {
  const ask = async (given: Record<string, string>) =>
    eventsResponse.parse(await queryEvents(eventsParams.parse(given), NOW_MS));
  const [whole, drawn] = [await ask(ASKED), await ask(DRAWN)];
  expect(whole.groups).toHaveLength(2 * SERVICES);
  expect(bare(drawn.groups)).toEqual(bare(whole.groups));
  const page = (answer: typeof whole) => ({
    condition: eventCondition(eventRows(answer)),
    figures: eventFigures(answer, eventRows(answer), "before"),
    charts: eventTracks(answer, eventRows(answer), NOW_MS),
  });
  expect(plain(page(drawn))).toEqual(plain(page(whole)));
});

test("courses that no page could draw are refused by name", () => {
  for (const courses of ["-1", "101", "1.5", "all"]) {
    const parsed = resourcesParams.safeParse({ courses });
    expect(
      parsed.error?.issues.map(({ path }) => path),
      courses,
    ).toEqual([["courses"]]);
  }
});
