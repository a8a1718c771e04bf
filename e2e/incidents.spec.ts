import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { markersResponse } from "@/lib/contract/timeline.ts";
import { ask } from "./fixtures/api.ts";
import { type Demo, startDemo } from "./fixtures/demo.ts";
import { test as base, expect } from "./fixtures/test.ts";

/** One demo for the whole file: the incidents that do not disturb each other happen at the same time. */
const test = base.extend<object, { demo: Demo }>({
  demo: [
    async ({ headroom }, use) => {
      const dir = mkdtempSync(join(tmpdir(), "headroom-e2e-demo-"));
      await chmod(dir, 0o755);
      const demo = await startDemo(headroom, dir);
      await use(demo);
      await demo.stop();
      rmSync(dir, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 240_000 },
  ],
});

test.describe.configure({ mode: "serial", timeout: 300_000 });

/** What is usual, so that pages have something to compare with. */
const QUIET_MS = 60_000;
/** From an incident's begin until its page must say so: exports, two windows of a minute, and a slow machine. */
const SEEN = { timeout: 200_000, intervals: [3_000] };

type Asked = { path: string; service?: string; minutes?: number };

/** The sentence that a concern's page says first. */
async function conditionOf(page: Page, { path, service, minutes = 15 }: Asked): Promise<string> {
  const only = service === undefined ? "" : `&service=${service}`;
  await page.goto(`${path}?from=now-${minutes}m&environment=demo${only}`);
  return (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
}

test("the demo is well, then six things happen to it at once", async ({ demo, headroom }) => {
  await sleep(QUIET_MS);
  await demo.begin("slow-instance", 190);
  await demo.begin("limit-storm", 45);
  await demo.begin("dead-letter", 30);
  await demo.begin("cache-flush", 60);
  await demo.begin("replica-lag", 45);
  await demo.begin("breaker-trip", 90);
  const marked = async () => {
    const answer = await ask(headroom, "/api/v1/markers?from=now-15m&environment=demo");
    return markersResponse.parse(answer).markers.map(({ title }) => title);
  };
  await expect
    .poll(async () => (await marked()).toSorted(), { timeout: 60_000 })
    .toEqual([
      "breaker-trip",
      "cache-flush",
      "dead-letter",
      "limit-storm",
      "replica-lag",
      "slow-instance",
    ]);
});

test("breaker-trip: the breakers' page names payments in orders", async ({ page, demo: _ }) => {
  await expect
    .poll(() => conditionOf(page, { path: "/breakers" }), SEEN)
    .toMatch(/payments in orders is (open|half-open)/);
});

test("limit-storm: the limits' page names the policy", async ({ page, demo: _ }) => {
  await expect
    .poll(() => conditionOf(page, { path: "/limits" }), SEEN)
    .toMatch(/api\b.* rejected [\d.,]+/);
});

test("dead-letter: the events' page names who gave up on what", async ({ page, demo: _ }) => {
  await expect
    .poll(() => conditionOf(page, { path: "/events" }), SEEN)
    .toMatch(/email on order\.placed gave up \d+ messages?/);
});

test("cache-flush: the caches' page names a cache that fell", async ({ page, demo: _ }) => {
  await expect
    .poll(() => conditionOf(page, { path: "/caches" }), SEEN)
    .toMatch(/(users|catalog)\/l\d fell from/);
});

test("replica-lag: the databases' page names the replica", async ({ page, demo: _ }) => {
  await expect
    .poll(() => conditionOf(page, { path: "/databases", service: "email" }), SEEN)
    .toMatch(/Replica replica-1 of email (is|was) up to .+ behind its primary/);
});

test("slow-instance: the scaling page names the instance", async ({ page, demo: _ }) => {
  await expect.poll(() => conditionOf(page, { path: "/scaling" }), SEEN).toMatch(/gateway-2/);
});

/** Since the incidents before are over. */
const ORDERS: Asked = { path: "/databases", service: "orders", minutes: 4 };

test("n-plus-one-release: the databases' page names the route", async ({ page, demo }) => {
  await demo.begin("n-plus-one-release", 60);
  await expect
    .poll(() => conditionOf(page, ORDERS), SEEN)
    .toMatch(/N\+1: .*\/products of orders repeats a query \d+ times/);
});

test("pool-exhaustion: the databases' page names the pool", async ({ page, demo }) => {
  await demo.begin("pool-exhaustion", 40);
  await expect
    .poll(() => conditionOf(page, ORDERS), SEEN)
    .toMatch(/Pool .+ of orders (is|was) short of connections/);
});
