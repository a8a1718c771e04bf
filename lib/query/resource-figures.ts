import type { ResourceFigures } from "@/lib/contract/resources.ts";
import type { ResourceDimension, ResourceMeasure } from "@/lib/domain/resource-lens.ts";
import type { LensLine } from "./lens-line.ts";
import type { LensAnswer } from "./lens-lines.ts";
import { onceBySlot } from "./once-by-slot.ts";

export type ResourceLine = LensLine<ResourceDimension, ResourceMeasure>;
type Answer = LensAnswer<ResourceDimension, ResourceMeasure>;

/** Loopback says nothing about the network. */
const LOOPBACK = /^lo\d*$/;
/** sda1 is part of sda, nvme0n1p2 of nvme0n1: both report, and what a partition did its disk did. */
const PARTITION = /^((?:[shv]|xv)d[a-z]+)\d+$|^((?:nvme\d+n|mmcblk)\d+)p\d+$/;

/** Reads what one thing used in a bucket of the plan (`plan.points`: in the whole range), from its lines. */
export type ResourceReader = Record<
  | "cpuUtilization"
  | "memoryUtilization"
  | "memoryUsageBytes"
  | "eventLoopUtilization"
  | "filesystemUtilization"
  | "networkBytesPerSecond",
  (slot: number) => number | null
> & { figures: (slot: number) => ResourceFigures };

/** What one thing used, from its lines: everything at once, or a figure by itself for who draws only that. */
export function resourceReader(
  lines: readonly ResourceLine[],
  passed: Answer["passed"],
): ResourceReader {
  // One for all buckets, of which one is read after another: there are thousands.
  const bucket = new SlotReading(linesByMeasure(lines), passed);
  const reading = (slot: number) => bucket.at(slot);
  return {
    figures: (slot) => figuresOf(reading(slot)),
    cpuUtilization: onceBySlot((slot) => cpuUtilization(reading(slot))),
    memoryUtilization: (slot) => memoryUtilization(reading(slot)),
    memoryUsageBytes: (slot) => memoryUsageBytes(reading(slot)),
    eventLoopUtilization: onceBySlot((slot) => reading(slot).max("eventLoopUtilization")),
    filesystemUtilization: (slot) => filesystemUtilization(reading(slot)),
    networkBytesPerSecond: (slot) =>
      reading(slot).rate("networkReceiveBytes", "networkTransmitBytes"),
  };
}

type LinesByMeasure = ReadonlyMap<ResourceMeasure, readonly ResourceLine[]>;
const NONE: readonly ResourceLine[] = [];
const NO_PARTS: ReadonlyMap<string, number> = new Map();

/** What counts, by measure: each bucket asks for all of them. */
function linesByMeasure(lines: readonly ResourceLine[]): LinesByMeasure {
  const parts = new Set(lines.map(({ dimensions }) => dimensions.part));
  const found = new Map<ResourceMeasure, ResourceLine[]>();
  for (const line of lines) {
    if (isCounted(line, parts)) continue;
    const known = found.get(line.measure);
    if (known) known.push(line);
    else found.set(line.measure, [line]);
  }
  return found;
}

/** Whether what a line tells is nothing, or in another line already. */
function isCounted({ dimensions: { part } }: ResourceLine, parts: ReadonlySet<string>): boolean {
  const found = PARTITION.exec(part);
  const disk = found?.[1] ?? found?.[2];
  return LOOPBACK.test(part) || (disk !== undefined && parts.has(disk));
}

function figuresOf(read: SlotReading): ResourceFigures {
  return {
    cpuUtilization: cpuUtilization(read),
    hostCpuUtilization: hostCpuUtilization(read),
    cpuCores: cpuCores(read),
    memoryUtilization: memoryUtilization(read),
    hostMemoryUtilization: hostMemoryUtilization(read),
    memoryUsageBytes: memoryUsageBytes(read),
    heapUsedBytes: read.sum("heapUsedBytes"),
    heapLimitBytes: read.sum("heapLimitBytes"),
    eventLoopUtilization: read.max("eventLoopUtilization"),
    eventLoopDelayP99Ms: read.max("eventLoopDelayP99Ms"),
    gcMsPerSecond: read.rate("gcMs"),
    diskReadBytesPerSecond: read.rate("diskReadBytes"),
    diskWriteBytesPerSecond: read.rate("diskWriteBytes"),
    diskUtilization: read.busiest("diskBusySeconds"),
    networkReceiveBytesPerSecond: read.rate("networkReceiveBytes"),
    networkTransmitBytesPerSecond: read.rate("networkTransmitBytes"),
    filesystemUtilization: filesystemUtilization(read),
  };
}

const cpuCores = (read: SlotReading): number | null =>
  read.sum("cpuCores") ?? read.rate("cpuSeconds");

function cpuUtilization(read: SlotReading): number | null {
  const ofContainer = read.max("containerCpuUtilization");
  if (ofContainer !== null) return ofContainer;
  const limit = read.sum("cpuLimitCores");
  const cores = limit ? cpuCores(read) : null;
  if (limit && cores !== null) return cores / limit;
  return read.sum("processCpuUtilization") ?? hostCpuUtilization(read);
}

function hostMemoryUtilization(read: SlotReading): number | null {
  const told = read.max("hostMemoryUtilization");
  if (told !== null) return told;
  const used = read.sum("hostMemoryUsedBytes");
  const other = read.sum("hostMemoryOtherBytes");
  return used !== null && other !== null ? used / (used + other) : null;
}

const memoryUsageBytes = (read: SlotReading): number | null =>
  read.sum("containerMemoryBytes") ??
  read.sum("processMemoryBytes") ??
  read.sum("hostMemoryUsedBytes");

function memoryUtilization(read: SlotReading): number | null {
  const ofContainer = read.max("containerMemoryUtilization");
  if (ofContainer !== null) return ofContainer;
  const limit = read.max("memoryLimitBytes");
  const used = limit ? memoryUsageBytes(read) : null;
  return limit && used !== null ? used / limit : hostMemoryUtilization(read);
}

/** From shares of each CPU and state, else from the seconds of all: what is not idle is busy. */
function hostCpuUtilization(read: SlotReading): number | null {
  const idle = read.byPart("hostIdleRatio");
  if (idle.size > 0) return 1 - mean([...idle.values()]);
  const busy = read.byPart("hostBusyRatio");
  if (busy.size > 0) return mean([...busy.values()]);
  const busySeconds = read.rate("hostBusySeconds");
  const idleSeconds = read.rate("hostIdleSeconds");
  if (busySeconds === null || idleSeconds === null) return null;
  const all = busySeconds + idleSeconds;
  return all === 0 ? null : busySeconds / all;
}

function filesystemUtilization(read: SlotReading): number | null {
  const told = read.max("filesystemUtilization");
  if (told !== null) return told;
  const free = read.byPart("filesystemFreeBytes");
  const shares = [...read.byPart("filesystemUsedBytes")].flatMap(([mount, used]) => {
    const rest = free.get(mount);
    return rest === undefined || used + rest === 0 ? [] : [used / (used + rest)];
  });
  return shares.length === 0 ? null : Math.max(...shares);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The lines of one thing in one bucket. Null: nothing was reported. */
class SlotReading {
  private slot = 0;

  constructor(
    private readonly lines: LinesByMeasure,
    private readonly passed: Answer["passed"],
  ) {}

  /** From now on it reads another bucket. */
  at(slot: number): this {
    this.slot = slot;
    return this;
  }

  sum(measure: ResourceMeasure): number | null {
    let sum: number | null = null;
    for (const line of this.of(measure)) {
      const value = this.gauge(line);
      if (value !== null) sum = (sum ?? 0) + value;
    }
    return sum;
  }

  max(measure: ResourceMeasure): number | null {
    let most: number | null = null;
    for (const line of this.of(measure)) {
      const value = this.gauge(line);
      if (value !== null && (most === null || value > most)) most = value;
    }
    return most;
  }

  /** Sums of states by CPU, mount point. */
  byPart(measure: ResourceMeasure): ReadonlyMap<string, number> {
    const lines = this.of(measure);
    if (lines.length === 0) return NO_PARTS;
    const parts = new Map<string, number>();
    for (const line of lines) {
      const value = this.gauge(line);
      if (value === null) continue;
      const { part } = line.dimensions;
      parts.set(part, (parts.get(part) ?? 0) + value);
    }
    return parts;
  }

  /** What was added per second, over all parts. */
  rate(...measures: readonly ResourceMeasure[]): number | null {
    const rates = measures.flatMap((measure) => this.rates(measure));
    return rates.length === 0 ? null : rates.reduce((sum, value) => sum + value, 0);
  }

  /** The highest rate of a part. */
  busiest(measure: ResourceMeasure): number | null {
    const rates = this.rates(measure);
    return rates.length === 0 ? null : Math.max(...rates);
  }

  private of(measure: ResourceMeasure): readonly ResourceLine[] {
    return this.lines.get(measure) ?? NONE;
  }

  private gauge(line: ResourceLine): number | null {
    const value = line.kind === "gauge" ? line.means[this.slot] : undefined;
    return value === undefined || Number.isNaN(value) ? null : value;
  }

  private rates(measure: ResourceMeasure): number[] {
    return this.of(measure).flatMap((line) => {
      const gained = this.gained(line);
      const seconds = this.passed(this.slot, line.newest);
      return gained === null || seconds <= 0 ? [] : [gained / seconds];
    });
  }

  private gained(line: ResourceLine): number | null {
    if (line.kind === "counter") {
      const count = line.counts[this.slot];
      return count === undefined || Number.isNaN(count) ? null : count;
    }
    if (line.kind === "gauge") return null;
    const cell = line.cells.get(this.slot);
    return cell === undefined ? null : cell.sum * line.factor;
  }
}
