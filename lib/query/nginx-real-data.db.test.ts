import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { cachesParams } from "@/lib/contract/caches.ts";
import { scalingParams } from "@/lib/contract/scaling.ts";
import { type GivenMetric, metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryCaches } from "./caches.ts";
import { queryScaling } from "./scaling.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const LOG = fileURLToPath(
  new URL("../../../shared/data/traffic/elastic_nginxplus_json.log.gz", import.meta.url),
);

const responses = z.object({ responses: z.number() });
const snapshot = z.object({
  timestamp: z.number(),
  load_timestamp: z.number(),
  connections: z.object({ active: z.number() }),
  requests: z.object({ total: z.number() }),
  caches: z.object({
    http_cache: z.object({
      hit: responses,
      miss: responses,
      expired: responses,
      bypass: responses,
    }),
  }),
  upstreams: z.record(
    z.string(),
    z.object({ peers: z.array(z.object({ server: z.string(), requests: z.number() })) }),
  ),
});
type Snapshot = z.infer<typeof snapshot>;

const OUTCOMES = ["hit", "miss", "expired", "bypass"] as const;

/** The counters of a status page at one moment, as a Collector's receiver would send them. */
function metricsOf(page: Snapshot, shiftMs: number): GivenMetric[] {
  const at = { timeMs: page.timestamp + shiftMs, startMs: page.load_timestamp + shiftMs };
  return [
    { name: "nginx.requests", counter: [{ ...at, value: page.requests.total }] },
    {
      name: "nginx.connections_current",
      gauge: [{ ...at, value: page.connections.active, attributes: { state: "active" } }],
    },
    {
      name: "nginx.cache.responses",
      counter: OUTCOMES.map((outcome) => ({
        ...at,
        value: page.caches.http_cache[outcome].responses,
        attributes: {
          "nginx.cache.name": "http_cache",
          "nginx.cache.outcome": outcome.toUpperCase(),
        },
      })),
    },
    {
      name: "nginx.http.upstream.peer.requests",
      counter: Object.entries(page.upstreams).flatMap(([upstream, { peers }]) =>
        peers.map(({ server, requests }) => ({
          ...at,
          value: requests,
          attributes: { "nginx.upstream.name": upstream, "nginx.peer.address": server },
        })),
      ),
    },
  ];
}

describe.skipIf(!existsSync(LOG))("a real status page of NGINX Plus, moved to today", () => {
  const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
  let dashboard: TestDashboard;
  let pages: Snapshot[];
  let range: { from: string; to: string };

  beforeAll(async () => {
    pages = gunzipSync(readFileSync(LOG))
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => snapshot.parse(JSON.parse(line)));
    dashboard = await startDashboard(() => NOW_MS);
    const newest = pages.at(-1)?.timestamp ?? 0;
    const shiftMs = NOW_MS - 1_000 - newest;
    range = { from: String((pages[0]?.timestamp ?? 0) + shiftMs - 1_000), to: String(NOW_MS) };
    for (const page of pages) {
      const sent = await dashboard.ingest.send(
        "metrics",
        metricsBody(metricsOf(page, shiftMs), { service: "nginx" }),
      );
      expect(sent).toMatchObject({ kind: "accepted", rejected: 0 });
    }
  }, 300_000);

  afterAll(() => dashboard.stop());

  test("the cache: 27.9 % of hits and misses, 20.1 % of all answers", async () => {
    expect(pages).toHaveLength(500);
    const { groups } = await queryCaches(cachesParams.parse(range), NOW_MS);
    expect(groups).toHaveLength(1);
    const totals = groups[0]?.totals;
    expect(groups[0]?.key).toMatchObject({ cache: "http_cache", layer: "proxy" });
    expect(totals).toMatchObject({ hits: 159, misses: 410, passed: 69 + 154 });
    expect(totals?.hitRatio).toBeCloseTo(0.279, 3);
    const all = (totals?.hits ?? 0) + (totals?.misses ?? 0) + (totals?.passed ?? 0);
    expect((totals?.hits ?? 0) / all).toBeCloseTo(0.201, 3);
  });

  test("requests: 28,384 more, all buckets together", async () => {
    const { groups } = await queryScaling(scalingParams.parse(range), NOW_MS);
    const whole = groups.find(({ key }) => key.kind === "balancer" && key.upstream === "");
    expect(whole?.totals.requestCount).toBe(28_384);
    const points = whole?.points.map(({ requestCount }) => requestCount ?? 0) ?? [];
    expect(points.reduce((sum, count) => sum + count, 0)).toBeCloseTo(28_384, 6);
    expect(whole?.totals.connections).toBe(pages.at(-1)?.connections.active);
  });

  test("each upstream's peers by what its own counters grew", async () => {
    const { groups } = await queryScaling(scalingParams.parse(range), NOW_MS);
    const [first, last] = [pages.at(0), pages.at(-1)];
    for (const [upstream, { peers }] of Object.entries(last?.upstreams ?? {})) {
      const found = groups.find(({ key }) => key.upstream === upstream);
      for (const [i, { server, requests }] of peers.entries()) {
        const before = first?.upstreams[upstream]?.peers[i]?.requests ?? 0;
        const member = found?.members.find(({ instance }) => instance === server);
        expect([upstream, server, member?.requestCount]).toEqual([
          upstream,
          server,
          requests - before,
        ]);
      }
      expect(found?.weightsFrom).toBe(peers.length > 1 ? "assumed" : null);
    }
  });
});
