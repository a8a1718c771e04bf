import { describe, expect, test } from "vitest";
import { RESOURCE_LENS, RESOURCE_ROWS } from "./resource-lens.ts";
import { resourceCondition } from "./resources.ts";
import { untestedRows } from "./test-support/untested-rows.ts";

const NODE = { "host.name": "node-7", "container.name": "orders" };
const read = (
  name: string,
  unit: string,
  attributes: Record<string, string> = {},
  resource: Record<string, string> = {},
) =>
  RESOURCE_LENS.read({
    name,
    unit,
    attributes: new Map(Object.entries(attributes)),
    resource: new Map(Object.entries({ ...NODE, ...resource })),
  });

type Golden = [
  name: string,
  unit: string,
  attributes: Record<string, string>,
  measure: string,
  factor: number,
  resource?: Record<string, string>,
];

const WRITE = { operation: "write" };
const GOLDEN: Golden[] = [
  ["system.cpu.utilization", "1", { "cpu.mode": "idle", cpu: "0" }, "hostIdleRatio", 1],
  ["system.cpu.utilization", "1", { state: "user" }, "hostBusyRatio", 1],
  ["system_cpu_time_seconds_total", "", { state: "idle" }, "hostIdleSeconds", 1],
  ["system.cpu.time", "s", { "system.cpu.state": "system" }, "hostBusySeconds", 1],
  ["process.cpu.utilization", "1", { "process.cpu.state": "user" }, "processCpuUtilization", 1],
  ["process.cpu.time", "s", {}, "cpuSeconds", 1],
  ["system.memory.utilization", "1", { "system.memory.state": "used" }, "hostMemoryUtilization", 1],
  ["system.memory.utilization", "1", { state: "used" }, "hostMemoryUtilization", 1],
  ["system.memory.usage", "By", { state: "used" }, "hostMemoryUsedBytes", 1],
  ["system.memory.usage", "By", { state: "free" }, "hostMemoryOtherBytes", 1],
  ["system.memory.limit", "By", {}, "memoryLimitBytes", 1],
  ["process.memory.usage", "By", {}, "processMemoryBytes", 1],
  ["system.disk.io", "By", { direction: "read" }, "diskReadBytes", 1],
  ["system.disk.io", "By", { "disk.io.direction": "write" }, "diskWriteBytes", 1],
  ["system.disk.io_time", "s", { device: "sda" }, "diskBusySeconds", 1],
  ["system.network.io", "By", { "network.io.direction": "receive" }, "networkReceiveBytes", 1],
  ["system.network.io", "By", { direction: "transmit" }, "networkTransmitBytes", 1],
  ["system.filesystem.utilization", "1", { mountpoint: "/" }, "filesystemUtilization", 1],
  ["system.filesystem.usage", "By", { state: "used" }, "filesystemUsedBytes", 1],
  ["system.filesystem.usage", "By", { state: "free" }, "filesystemFreeBytes", 1],
  ["nodejs.eventloop.utilization", "1", {}, "eventLoopUtilization", 1],
  ["nodejs.eventloop.delay.p99", "s", {}, "eventLoopDelayP99Ms", 1_000],
  ["v8js.gc.duration", "s", {}, "gcMs", 1_000],
  ["v8js.memory.heap.used", "By", {}, "heapUsedBytes", 1],
  ["v8js.memory.heap.limit", "By", {}, "heapLimitBytes", 1],
  ["jvm.memory.used", "By", { "jvm.memory.type": "heap" }, "heapUsedBytes", 1],
  ["jvm.memory.limit", "By", { "jvm.memory.type": "heap" }, "heapLimitBytes", 1],
  ["jvm.gc.duration", "s", {}, "gcMs", 1_000],
  ["jvm.cpu.recent_utilization", "1", {}, "processCpuUtilization", 1],
  ["jvm.cpu.time", "s", {}, "cpuSeconds", 1],
  ["jvm.cpu.count", "{cpu}", {}, "cpuLimitCores", 1],
  ["dotnet.process.cpu.time", "s", {}, "cpuSeconds", 1],
  ["dotnet.process.cpu.count", "{cpu}", {}, "cpuLimitCores", 1],
  ["dotnet.process.memory.working_set", "By", {}, "processMemoryBytes", 1],
  ["dotnet.gc.last_collection.heap.size", "By", {}, "heapUsedBytes", 1],
  ["dotnet.gc.pause.time", "s", {}, "gcMs", 1_000],
  ["go.memory.used", "By", {}, "heapUsedBytes", 1],
  ["go.memory.limit", "By", {}, "heapLimitBytes", 1],
  ["process.runtime.cpython.cpu_time", "s", {}, "cpuSeconds", 1],
  ["process.runtime.cpython.cpu.utilization", "1", {}, "cpuCores", 1],
  ["process.runtime.cpython.memory", "By", { type: "rss" }, "processMemoryBytes", 1],
  ["k8s.pod.cpu.usage", "{cpu}", {}, "cpuCores", 1],
  ["k8s.pod.cpu.utilization", "1", {}, "cpuCores", 1],
  ["k8s.pod.cpu.time", "s", {}, "cpuSeconds", 1],
  ["k8s.pod.cpu_limit_utilization", "1", {}, "containerCpuUtilization", 1],
  ["k8s.pod.memory.usage", "By", {}, "containerMemoryBytes", 1],
  ["k8s.pod.memory_limit_utilization", "1", {}, "containerMemoryUtilization", 1],
  ["k8s.pod.network.io", "By", { direction: "receive" }, "networkReceiveBytes", 1],
  ["k8s.pod.network.io", "By", { direction: "transmit" }, "networkTransmitBytes", 1],
  ["container.cpu.usage", "{cpu}", {}, "cpuCores", 1],
  ["container.cpu.time", "s", {}, "cpuSeconds", 1],
  ["k8s.container.cpu_limit_utilization", "1", {}, "containerCpuUtilization", 1],
  ["k8s.container.memory_limit_utilization", "1", {}, "containerMemoryUtilization", 1],
  ["k8s.container.cpu_limit", "{cpu}", {}, "cpuLimitCores", 1],
  ["k8s.container.memory_limit", "By", {}, "memoryLimitBytes", 1],
  ["container.memory.usage", "By", {}, "containerMemoryBytes", 1],
  ["container.cpu.utilization", "1", {}, "cpuCores", 1, { "k8s.pod.name": "orders-7" }],
  ["container.cpu.utilization", "1", {}, "cpuCores", 0.01, { "container.runtime": "docker" }],
  ["container.cpu.utilization", "%", {}, "cpuCores", 0.01],
  ["container.cpu.utilization", "1", {}, "containerCpuUtilization", 1],
  ["container.cpu.limit", "{cpus}", {}, "cpuLimitCores", 1],
  ["container.memory.usage.total", "By", {}, "containerMemoryBytes", 1],
  ["container.memory.usage.limit", "By", {}, "memoryLimitBytes", 1],
  ["container.memory.percent", "1", {}, "containerMemoryUtilization", 0.01],
  ["container.blockio.io_service_bytes_recursive", "By", { operation: "read" }, "diskReadBytes", 1],
  ["container.blockio.io_service_bytes_recursive", "By", WRITE, "diskWriteBytes", 1],
  ["container.network.io.usage.rx_bytes", "By", {}, "networkReceiveBytes", 1],
  ["container.network.io.usage.tx_bytes", "By", {}, "networkTransmitBytes", 1],
];

test.each(GOLDEN)("%s in %s with %o", (name, unit, attributes, measure, factor, resource) => {
  const reading = read(name, unit, attributes, resource);
  expect(reading?.measure).toBe(measure);
  expect(reading?.factor).toBeCloseTo(factor, 12);
  expect(reading?.dimensions).toMatchObject({ host: "node-7", container: "orders" });
});

test("every row has its golden line", () => {
  const goldens = GOLDEN.map(([name, unit, attributes, , , resource]) => ({
    ...{ name, unit, attributes, resource: { ...NODE, ...resource } },
  }));
  expect(untestedRows(RESOURCE_ROWS, goldens)).toEqual([]);
});

test("memory that is not in use, and other directions, are not read", () => {
  expect(read("system.memory.utilization", "1", { state: "free" })).toBeNull();
  expect(read("system.memory.utilization", "1", { "system.memory.state": "free" })).toBeNull();
  expect(read("jvm.memory.used", "By", { "jvm.memory.type": "non_heap" })).toBeNull();
  expect(read("system.disk.io", "By")).toBeNull();
});

describe("the condition of something", () => {
  test.each([
    ["over 0.7 in 2 of 3 buckets", [0.71, 0.9, 0.2], [0.3], "saturated"],
    ["over 0.7 in just half", [0.9, 0.9, 0.2, 0.7], [0.3], "ok"],
    ["gaps do not count", [0.9, null, null], [null], "saturated"],
    ["below a tenth but for one bucket of twenty", [0.5], [...Array(19).fill(0.05), 0.9], "idle"],
    ["two busy buckets of twenty", [0.5], [...Array(18).fill(0.05), 0.9, 0.9], "ok"],
    ["nothing known", [null], [null], null],
  ])("%s", (_, limit, cpu, expected) => {
    expect(resourceCondition({ limits: [limit], cpu })).toBe(expected);
  });
});
