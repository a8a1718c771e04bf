import { type DimensionRule, Lens, type LensRow } from "./lens.ts";

/** What a reading of a resource is of. `part`: a CPU, device, mount point or pool, whose readings add up or compete. */
export type ResourceDimension = "host" | "container" | "part";

/** What libraries report; `lib/aggregate/resource-figures.ts` makes figures of it. */
export type ResourceMeasure =
  | "hostIdleRatio"
  | "hostBusyRatio"
  | "hostIdleSeconds"
  | "hostBusySeconds"
  | "processCpuUtilization"
  | "containerCpuUtilization"
  | "cpuCores"
  | "cpuSeconds"
  | "cpuLimitCores"
  | "hostMemoryUtilization"
  | "hostMemoryUsedBytes"
  | "hostMemoryOtherBytes"
  | "processMemoryBytes"
  | "containerMemoryBytes"
  | "memoryLimitBytes"
  | "containerMemoryUtilization"
  | "heapUsedBytes"
  | "heapLimitBytes"
  | "eventLoopUtilization"
  | "eventLoopDelayP99Ms"
  | "gcMs"
  | "diskReadBytes"
  | "diskWriteBytes"
  | "diskBusySeconds"
  | "networkReceiveBytes"
  | "networkTransmitBytes"
  | "filesystemUtilization"
  | "filesystemUsedBytes"
  | "filesystemFreeBytes";

type Row = LensRow<ResourceDimension, ResourceMeasure>;

const HOST: DimensionRule = { resource: ["host.name", "k8s.node.name"] };
const CONTAINER: DimensionRule = {
  resource: ["k8s.container.name", "container.name", "container.id"],
};
const from = (...part: string[]): Row["dimensions"] => ({ host: HOST, container: CONTAINER, part });

const CPU_STATE = ["system.cpu.state", "cpu.mode", "state"];
const IDLE = ["idle", "wait", "iowait"];
const idleOr = (idle: ResourceMeasure, busy: ResourceMeasure): Row["measure"] => ({
  attribute: CPU_STATE,
  values: Object.fromEntries(IDLE.map((state) => [state, idle])),
  otherwise: busy,
});
const CPU = ["system.cpu.logical_number", "cpu.logical_number", "cpu"];
const DEVICE = ["system.device", "device", "network.interface.name", "interface"];
const MOUNT = ["system.filesystem.mountpoint", "mountpoint", "system.device", "device"];

const DISK: Row["measure"] = {
  attribute: ["disk.io.direction", "direction", "operation"],
  values: { read: "diskReadBytes", write: "diskWriteBytes" },
};
const NETWORK: Row["measure"] = {
  attribute: ["network.io.direction", "direction"],
  values: { receive: "networkReceiveBytes", transmit: "networkTransmitBytes" },
};

const row = (
  library: string,
  metric: string,
  measure: Row["measure"],
  more: Partial<Row> & { part?: string[] } = {},
): Row => {
  const { part = [], ...rest } = more;
  return { library, metric, measure, dimensions: from(...part), ...rest };
};

const SYSTEM = "OpenTelemetry system metrics";
const KUBELET = "Collector, kubelet receiver";
const DOCKER = "Collector, Docker receiver";
const JVM = "OpenTelemetry JVM metrics";
const NODE = "OpenTelemetry Node.js metrics";
const DOTNET = ".NET runtime";

/** How each library reports what machines, containers and processes use. */
export const RESOURCE_ROWS: readonly Row[] = [
  row(SYSTEM, "system.cpu.utilization", idleOr("hostIdleRatio", "hostBusyRatio"), { part: CPU }),
  row(SYSTEM, "system.cpu.time", idleOr("hostIdleSeconds", "hostBusySeconds"), { part: CPU }),
  row(SYSTEM, "process.cpu.utilization", "processCpuUtilization"),
  row(SYSTEM, "process.cpu.time", "cpuSeconds"),
  row(SYSTEM, "system.memory.utilization", "hostMemoryUtilization", {
    where: { "system.memory.state": "used" },
  }),
  row(SYSTEM, "system.memory.utilization", "hostMemoryUtilization", {
    where: { "system.memory.state": "", state: ["", "used"] },
  }),
  row(SYSTEM, "system.memory.usage", {
    attribute: ["system.memory.state", "state"],
    values: { used: "hostMemoryUsedBytes" },
    otherwise: "hostMemoryOtherBytes",
  }),
  row(SYSTEM, "system.memory.limit", "memoryLimitBytes"),
  row(SYSTEM, "process.memory.usage", "processMemoryBytes"),
  row(SYSTEM, "system.disk.io", DISK, { part: DEVICE }),
  row(SYSTEM, "system.disk.io_time", "diskBusySeconds", { part: DEVICE }),
  row(SYSTEM, "system.network.io", NETWORK, { part: DEVICE }),
  row(SYSTEM, "system.filesystem.utilization", "filesystemUtilization", { part: MOUNT }),
  row(
    SYSTEM,
    "system.filesystem.usage",
    {
      attribute: ["system.filesystem.state", "state"],
      values: { used: "filesystemUsedBytes", free: "filesystemFreeBytes" },
    },
    { part: MOUNT },
  ),

  row(NODE, "nodejs.eventloop.utilization", "eventLoopUtilization"),
  row(NODE, "nodejs.eventloop.delay.p99", "eventLoopDelayP99Ms"),
  row(NODE, "v8js.gc.duration", "gcMs"),
  row(NODE, "v8js.memory.heap.used", "heapUsedBytes"),
  row(NODE, "v8js.memory.heap.limit", "heapLimitBytes"),

  row(JVM, "jvm.memory.used", "heapUsedBytes", { where: { "jvm.memory.type": "heap" } }),
  row(JVM, "jvm.memory.limit", "heapLimitBytes", { where: { "jvm.memory.type": "heap" } }),
  row(JVM, "jvm.gc.duration", "gcMs"),
  row(JVM, "jvm.cpu.recent_utilization", "processCpuUtilization"),
  row(JVM, "jvm.cpu.time", "cpuSeconds"),
  row(JVM, "jvm.cpu.count", "cpuLimitCores"),

  row(DOTNET, "dotnet.process.cpu.time", "cpuSeconds"),
  row(DOTNET, "dotnet.process.cpu.count", "cpuLimitCores"),
  row(DOTNET, "dotnet.process.memory.working_set", "processMemoryBytes"),
  row(DOTNET, "dotnet.gc.last_collection.heap.size", "heapUsedBytes"),
  row(DOTNET, "dotnet.gc.pause.time", "gcMs"),
  row("OpenTelemetry Go runtime", "go.memory.used", "heapUsedBytes"),
  row("OpenTelemetry Go runtime", "go.memory.limit", "heapLimitBytes"),
  row("OpenTelemetry Python runtime", "process.runtime.cpython.cpu_time", "cpuSeconds"),
  row("OpenTelemetry Python runtime", "process.runtime.cpython.cpu.utilization", "cpuCores"),
  row("OpenTelemetry Python runtime", "process.runtime.cpython.memory", "processMemoryBytes", {
    where: { type: "rss" },
  }),

  row(KUBELET, "k8s.pod.cpu.usage", "cpuCores"),
  row(KUBELET, "k8s.pod.cpu.utilization", "cpuCores", { factor: 1 }),
  row(KUBELET, "k8s.pod.cpu.time", "cpuSeconds"),
  row(KUBELET, "k8s.pod.cpu_limit_utilization", "containerCpuUtilization"),
  row(KUBELET, "k8s.pod.memory.usage", "containerMemoryBytes"),
  row(KUBELET, "k8s.pod.memory_limit_utilization", "containerMemoryUtilization"),
  row(KUBELET, "k8s.pod.network.io", NETWORK, { part: DEVICE }),
  row(KUBELET, "container.cpu.usage", "cpuCores"),
  row(KUBELET, "container.cpu.time", "cpuSeconds"),
  row(KUBELET, "k8s.container.cpu_limit_utilization", "containerCpuUtilization"),
  row(KUBELET, "k8s.container.memory_limit_utilization", "containerMemoryUtilization"),
  row(KUBELET, "k8s.container.cpu_limit", "cpuLimitCores"),
  row(KUBELET, "k8s.container.memory_limit", "memoryLimitBytes"),
  row(KUBELET, "container.memory.usage", "containerMemoryBytes"),

  // One name, three meanings: cores by kubelets, per cent of a core by Docker, else a share of what is allowed.
  row(KUBELET, "container.cpu.utilization", "cpuCores", {
    factor: 1,
    sender: { has: ["k8s.pod.name", "k8s.pod.uid", "k8s.container.name"] },
  }),
  row(DOCKER, "container.cpu.utilization", "cpuCores", {
    factor: 0.01,
    sender: { has: ["container.runtime", "container.hostname"] },
  }),
  row(DOCKER, "container.cpu.utilization", "cpuCores", { factor: 0.01, units: ["%"] }),
  row("container metrics", "container.cpu.utilization", "containerCpuUtilization"),
  row(DOCKER, "container.cpu.limit", "cpuLimitCores"),
  row(DOCKER, "container.memory.usage.total", "containerMemoryBytes"),
  row(DOCKER, "container.memory.usage.limit", "memoryLimitBytes"),
  row(DOCKER, "container.memory.percent", "containerMemoryUtilization", { factor: 0.01 }),
  row(DOCKER, "container.blockio.io_service_bytes_recursive", DISK, { part: ["device_major"] }),
  row(DOCKER, "container.network.io.usage.rx_bytes", "networkReceiveBytes", { part: DEVICE }),
  row(DOCKER, "container.network.io.usage.tx_bytes", "networkTransmitBytes", { part: DEVICE }),
];

export const RESOURCE_LENS = new Lens<ResourceDimension, ResourceMeasure>(
  ["host", "container", "part"],
  RESOURCE_ROWS,
);
