import { expect, test } from "vitest";
import type { ResourceFigures, ResourceGroup } from "@/lib/contract/resources.ts";
import { joined } from "./format.ts";
import { resourceStrip } from "./resource-strip.ts";

const NOTHING: ResourceFigures = {
  ...{ cpuUtilization: null, hostCpuUtilization: null, cpuCores: null, memoryUtilization: null },
  ...{ hostMemoryUtilization: null, memoryUsageBytes: null, heapUsedBytes: null },
  ...{ heapLimitBytes: null, eventLoopUtilization: null, eventLoopDelayP99Ms: null },
  ...{ gcMsPerSecond: null, diskReadBytesPerSecond: null, diskWriteBytesPerSecond: null },
  ...{ diskUtilization: null, networkReceiveBytesPerSecond: null },
  ...{ networkTransmitBytesPerSecond: null, filesystemUtilization: null },
};

const at = (minute: number) => `2026-11-24T14:0${minute}:00.000Z`;

const group = (
  instance: string,
  condition: ResourceGroup["condition"],
  cpu: { now: number; before: number; course: [number, number] },
): ResourceGroup => ({
  key: { namespace: "", service: "shop", environment: "", instance, host: "", container: "" },
  condition,
  totals: { ...NOTHING, cpuUtilization: cpu.now, memoryUsageBytes: 1024 ** 2 },
  points: cpu.course.map((value, minute) => ({
    ...{ ...NOTHING, at: at(minute), cpuUtilization: value, memoryUsageBytes: 1024 ** 2 },
  })),
  previous: {
    totals: { ...NOTHING, cpuUtilization: cpu.before, memoryUsageBytes: 512 * 1024 },
    points: [],
  },
});

test("the busiest of shares, the sum of amounts, and what they were before", () => {
  const strip = resourceStrip(
    {
      groups: [
        group("a", "saturated", { now: 0.8, before: 0.5, course: [0.7, 0.9] }),
        group("b", "idle", { now: 0.05, before: 0.6, course: [0.04, 0.06] }),
        group("c", null, { now: 0.2, before: 0.1, course: [0.2, 0.2] }),
      ],
    },
    "hour before",
  );
  const words = strip.map(({ label, status, value, aside, change, note }) =>
    [label, status, joined(value), aside, change?.text, note]
      .filter((text) => text !== undefined)
      .join(" | ")
      .replaceAll("\u00a0", " "),
  );
  expect(words).toEqual([
    "Saturated | warning | 1 | of 2 | 1 hardly uses its CPU",
    "CPU, the busiest | warning | 80.0 % | +20.00 points | vs hour before",
    "Memory, all together | ok | 3 MiB | +100 % | vs hour before",
    "Event loop, the busiest | ok | –",
    "Network, all together | ok | –",
  ]);
  expect(strip.map(({ spark }) => spark?.values)).toEqual([
    undefined,
    [0.7, 0.9],
    [3 * 1024 ** 2, 3 * 1024 ** 2],
    [null, null],
    [null, null],
  ]);
});

test("what nothing tells is unknown, not zero", () => {
  const [saturated] = resourceStrip({ groups: [] }, "hour before");
  expect(saturated).toMatchObject({ status: "unknown", value: { value: "–" } });
});

test("the course of all together is the answer's own where it tells one", () => {
  const { points: _, ...one } = group("a", "ok", { now: 0.5, before: 0.5, course: [0.5, 0.5] });
  const whole = {
    ...{ at: [at(0), at(1)], cpuUtilization: [0.4, 0.6], memoryUsageBytes: [1, null] },
    ...{ eventLoopUtilization: [null, 0.1], networkBytesPerSecond: [7, 8] },
  };
  const strip = resourceStrip({ groups: [{ ...one, points: [] }], whole }, "hour before");
  expect(strip.map(({ spark }) => spark?.values)).toEqual([
    undefined,
    [0.4, 0.6],
    [1, null],
    [null, 0.1],
    [7, 8],
  ]);
});
