import { afterAll, beforeAll, expect, test } from "vitest";
import { resourcesParams, resourcesResponse } from "@/lib/contract/resources.ts";
import { metricsBody } from "@/lib/ingest/test-support/metric-bodies.ts";
import { queryResources } from "./resources.ts";
import { startDashboard, type TestDashboard } from "./test-support/dashboard.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30, 0);
const ago = (minutes: number) => NOW_MS - minutes * 60_000;
const MINUTES = Array.from({ length: 10 }, (_, i) => 10 - i);

let dashboard: TestDashboard;

const gauge = (value: number, attributes: Record<string, string> = {}) =>
  MINUTES.map((minute) => ({ timeMs: ago(minute), value, attributes }));
const counter = (perMinute: number, attributes: Record<string, string> = {}) =>
  MINUTES.map((minute) => ({
    startMs: ago(11),
    timeMs: ago(minute),
    value: (11 - minute) * perMinute,
    attributes,
  }));

beforeAll(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  const busy = { service: "orders", namespace: "shop", environment: "production", instance: "o-1" };
  const sent = await dashboard.ingest.send(
    "metrics",
    metricsBody(
      [
        {
          name: "system.cpu.utilization",
          unit: "1",
          gauge: [
            ...gauge(0.1, { cpu: "0", state: "idle" }),
            ...gauge(0.3, { cpu: "1", state: "idle" }),
            ...gauge(0.9, { cpu: "0", state: "user" }),
          ],
        },
        { name: "process.memory.usage", unit: "By", gauge: gauge(1_048_576) },
        { name: "nodejs.eventloop.delay.p99", unit: "s", gauge: gauge(0.025) },
        {
          name: "system.disk.io",
          unit: "By",
          counter: [
            ...counter(6_000, { direction: "read", device: "sda" }),
            ...counter(6_000, { direction: "read", device: "sda1" }),
          ],
        },
        {
          name: "system.network.io",
          unit: "By",
          counter: [
            ...counter(600, { direction: "receive", device: "eth0" }),
            ...counter(60_000, { direction: "receive", device: "lo" }),
          ],
        },
      ],
      busy,
    ),
  );
  expect(sent).toMatchObject({ kind: "accepted", rejected: 0 });
  await dashboard.ingest.send(
    "metrics",
    metricsBody([{ name: "process.cpu.utilization", unit: "1", gauge: gauge(0.02) }], {
      ...busy,
      instance: "o-2",
    }),
  );
});

afterAll(() => dashboard.stop());

const ask = async (params: Record<string, unknown>) =>
  resourcesResponse.parse(
    await queryResources(
      resourcesParams.parse({ from: String(ago(10)), to: String(NOW_MS), step: 60, ...params }),
      NOW_MS,
    ),
  );

test("figures of an instance, from what SDKs report", async () => {
  const { groups } = await ask({ instance: "o-1" });
  expect(groups).toHaveLength(1);
  const { key, totals, points, condition } = groups[0] ?? {};
  expect(key).toMatchObject({ namespace: "shop", service: "orders", instance: "o-1" });
  // Two CPUs, idle 0.1 and 0.3: together 0.8 busy.
  expect(totals?.cpuUtilization).toBeCloseTo(0.8, 9);
  expect(totals?.memoryUsageBytes).toBe(1_048_576);
  expect(totals?.memoryUtilization).toBeNull();
  expect(totals?.eventLoopDelayP99Ms).toBeCloseTo(25, 9);
  // 6,000 bytes a minute of the disk, its partition not again; loopback left out.
  expect(points?.[5]?.diskReadBytesPerSecond).toBeCloseTo(100, 6);
  expect(points?.[5]?.networkReceiveBytesPerSecond).toBeCloseTo(10, 6);
  expect(condition).toBe("saturated");
});

test("an instance that hardly works is idle", async () => {
  const { groups } = await ask({ instance: "o-2" });
  expect(groups.map((group) => group.condition)).toEqual(["idle"]);
  expect(groups[0]?.totals.cpuUtilization).toBeCloseTo(0.02, 9);
});

test("a filter that nothing passes gives nothing", async () => {
  expect((await ask({ host: "elsewhere" })).groups).toEqual([]);
});
