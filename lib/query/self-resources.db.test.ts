import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { freemem, totalmem } from "node:os";
import { PerformanceObserver } from "node:perf_hooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { databasesParams } from "@/lib/contract/databases.ts";
import { resourcesParams } from "@/lib/contract/resources.ts";
import { readPool } from "@/lib/platform/db.ts";
import { queryDatabases } from "./databases.ts";
import { queryResources } from "./resources.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";
import { startSelfMetrics } from "./test-support/self-telemetry.ts";

const BUSY_MS = 1_500;
const asked = { service: "headroom", from: "now-10m" };
const onLinux = process.platform === "linux";

let dashboard: TestDashboard;
let self: ReturnType<typeof startSelfMetrics>;

/** What the process tells of itself twice, with some work in between, sent as OTLP. */
beforeAll(async () => {
  dashboard = await startDashboard(Date.now);
  self = startSelfMetrics(dashboard);
  await readPool().query("SELECT 1");
  await self.tell();
  const collected = garbageCollected();
  const untilMs = performance.now() + BUSY_MS;
  let garbage: unknown[] = [];
  while (performance.now() < untilMs) garbage = [randomBytes(1_000).toString("hex"), garbage[0]];
  await collected;
  // A histogram begins with what it first counts: a point that ends in that moment tells of no time.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await self.tell();
});

/** Resolves in a later turn, when observers are told: Headroom's own before this one. */
const garbageCollected = () =>
  new Promise<void>((resolve) => {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe({ entryTypes: ["gc"] });
  });

afterAll(async () => {
  self.stop();
  await dashboard.stop();
});

it("shows the own process and its machine among the resources", async () => {
  const { groups } = await queryResources(resourcesParams.parse(asked), Date.now());
  expect(groups.map(({ key }) => key)).toEqual([
    {
      namespace: "",
      service: "headroom",
      environment: "",
      instance: "one",
      host: "host",
      container: "",
    },
  ]);
  const totals = groups[0]?.totals;
  if (!totals) throw new Error("nothing was reported");
  // One thread was busy all the time: about one of the processors.
  const points = groups[0]?.points.map(({ cpuUtilization }) => cpuUtilization ?? 0) ?? [];
  expect(Math.max(...points)).toBeGreaterThan(0.02);
  expect(Math.max(...points)).toBeLessThanOrEqual(1.1);
  expect(totals.hostCpuUtilization).toBeGreaterThan(0);
  expect(totals.hostCpuUtilization).toBeLessThanOrEqual(1);
  const rss = process.memoryUsage.rss();
  expect((totals.memoryUsageBytes ?? 0) / rss).toBeGreaterThan(0.5);
  expect((totals.memoryUsageBytes ?? 0) / rss).toBeLessThan(1.5);
  expect(totals.hostMemoryUtilization).toBeCloseTo(1 - freemem() / totalmem(), 1);
  expect(totals.heapUsedBytes).toBeGreaterThan(10_000_000);
  expect(totals.heapUsedBytes).toBeLessThan(totals.heapLimitBytes ?? 0);
  expect(totals.eventLoopUtilization).toBeGreaterThan(0);
  expect(totals.eventLoopDelayP99Ms).not.toBeNull();
  expect(totals.gcMsPerSecond).toBeGreaterThan(0);
});

it.runIf(onLinux)("agrees with df, and knows disks and networks where there are any", async () => {
  const { groups } = await queryResources(resourcesParams.parse(asked), Date.now());
  const totals = groups[0]?.totals;
  const df = execFileSync("df", ["--output=used,avail", "-B1", process.cwd()], {
    encoding: "utf8",
  });
  const [used = Number.NaN, free = Number.NaN] = (df.split("\n")[1] ?? "")
    .trim()
    .split(/\s+/)
    .map(Number);
  expect(totals?.filesystemUtilization).toBeCloseTo(used / (used + free), 1);
  const interfaces = readFileSync("/proc/net/dev", "utf8").match(/^ *(?!lo:)[\w.-]+:/gm) ?? [];
  expect(totals?.networkReceiveBytesPerSecond === null).toBe(interfaces.length === 0);
  expect(totals?.diskReadBytesPerSecond === null).toBe(totals?.diskUtilization === null);
});

it("shows its own pools by name", async () => {
  const { pools } = await queryDatabases(databasesParams.parse(asked), Date.now());
  const read = pools.find(({ key }) => key.pool === "read");
  expect(read?.key.service).toBe("headroom");
  expect(read?.totals).toMatchObject({ used: 0, max: 6, pending: 0 });
  expect(read?.totals.waitMeanMs).toBeGreaterThan(0);
  expect(read?.totals.useP95Ms).toBeGreaterThan(0);
});
