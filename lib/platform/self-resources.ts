import { readFile, statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import type { BatchObservableResult, Meter, Observable } from "@opentelemetry/api";
import { mountOf, parseDiskStats, parseNetDev, parseProcessIo } from "./proc-files.ts";

const MS = 1_000;
const US = 1e6;

/** Tells of what the process and its machine have and use. Null members: this system does not say. */
export function registerResources(meter: Meter, dataDir: string): void {
  registerProcessorUse(meter);
  registerMemory(meter);
  registerDisks(meter);
  registerNetwork(meter);
  registerFileSystem(meter, dataDir);
}

/** Reads once for several instruments. What cannot be read is left out, and so are its figures. */
function observeTogether<Reading>(
  meter: Meter,
  instruments: Observable[],
  {
    read,
    tell,
  }: {
    read: () => Promise<Reading> | Reading;
    tell: (result: BatchObservableResult, reading: Reading) => void;
  },
): void {
  meter.addBatchObservableCallback(async (result) => {
    const reading = await Promise.resolve()
      .then(read)
      .catch(() => null);
    if (reading !== null) tell(result, reading);
  }, instruments);
}

type ProcessorTimes = { user: number; system: number; idle: number };

/** Milliseconds of all processors together since the machine started. */
function processorTimes(): ProcessorTimes {
  const all = { user: 0, system: 0, idle: 0 };
  for (const { times } of cpus()) {
    all.user += times.user + times.nice;
    all.system += times.sys + times.irq;
    all.idle += times.idle;
  }
  return all;
}

function registerProcessorUse(meter: Meter): void {
  const seconds = meter.createObservableCounter("process.cpu.time", { unit: "s" });
  const ownShare = meter.createObservableGauge("process.cpu.utilization", { unit: "1" });
  const share = meter.createObservableGauge("system.cpu.utilization", { unit: "1" });
  let before = { own: process.cpuUsage(), all: processorTimes(), atMs: performance.now() };
  const read = () => {
    const now = { own: process.cpuUsage(), all: processorTimes(), atMs: performance.now() };
    const reading = { now, before };
    before = now;
    return reading;
  };
  observeTogether(meter, [seconds, ownShare, share], {
    read,
    tell: (result, { now, before }) => {
      const passedUs = (now.atMs - before.atMs) * MS * availableParallelism();
      for (const mode of ["user", "system"] as const) {
        result.observe(seconds, now.own[mode] / US, { "cpu.mode": mode });
        if (passedUs <= 0) continue;
        result.observe(ownShare, (now.own[mode] - before.own[mode]) / passedUs, {
          "cpu.mode": mode,
        });
      }
      const modes = ["user", "system", "idle"] as const;
      const passed = modes.reduce((sum, mode) => sum + now.all[mode] - before.all[mode], 0);
      if (passed <= 0) return;
      for (const mode of modes) {
        result.observe(share, (now.all[mode] - before.all[mode]) / passed, { "cpu.mode": mode });
      }
    },
  });
}

function registerMemory(meter: Meter): void {
  const own = meter.createObservableUpDownCounter("process.memory.usage", { unit: "By" });
  const limit = meter.createObservableUpDownCounter("system.memory.limit", { unit: "By" });
  const used = meter.createObservableUpDownCounter("system.memory.usage", { unit: "By" });
  const share = meter.createObservableGauge("system.memory.utilization", { unit: "1" });
  observeTogether(meter, [own, limit, used, share], {
    read: () => ({ rss: process.memoryUsage.rss(), total: totalmem(), free: freemem() }),
    tell: (result, { rss, total, free }) => {
      const state = "system.memory.state";
      result.observe(own, rss);
      // A container's own limit is nearer than the machine's memory.
      const constrained = process.constrainedMemory();
      result.observe(limit, constrained > 0 ? Math.min(constrained, total) : total);
      result.observe(used, total - free, { [state]: "used" });
      result.observe(used, free, { [state]: "free" });
      result.observe(share, (total - free) / total, { [state]: "used" });
    },
  });
}

function registerDisks(meter: Meter): void {
  const bytes = meter.createObservableCounter("system.disk.io", { unit: "By" });
  const busy = meter.createObservableCounter("system.disk.io_time", { unit: "s" });
  const own = meter.createObservableCounter("process.disk.io", { unit: "By" });
  const direction = "disk.io.direction";
  observeTogether(meter, [bytes, busy], {
    read: async () => parseDiskStats(await readFile("/proc/diskstats", "utf8")),
    tell: (result, disks) => {
      for (const { device, readBytes, writeBytes, busyMs } of disks) {
        const disk = { "system.device": device };
        result.observe(bytes, readBytes, { ...disk, [direction]: "read" });
        result.observe(bytes, writeBytes, { ...disk, [direction]: "write" });
        result.observe(busy, busyMs / MS, disk);
      }
    },
  });
  observeTogether(meter, [own], {
    read: async () => parseProcessIo(await readFile("/proc/self/io", "utf8")),
    tell: (result, io) => {
      if (io === null) return;
      result.observe(own, io.readBytes, { [direction]: "read" });
      result.observe(own, io.writeBytes, { [direction]: "write" });
    },
  });
}

function registerNetwork(meter: Meter): void {
  const bytes = meter.createObservableCounter("system.network.io", { unit: "By" });
  observeTogether(meter, [bytes], {
    read: async () => parseNetDev(await readFile("/proc/net/dev", "utf8")),
    tell: (result, interfaces) => {
      for (const { device, receiveBytes, transmitBytes } of interfaces) {
        const name = { "network.interface.name": device };
        const direction = "network.io.direction";
        result.observe(bytes, receiveBytes, { ...name, [direction]: "receive" });
        result.observe(bytes, transmitBytes, { ...name, [direction]: "transmit" });
      }
    },
  });
}

/** The file system that holds the data directory; elsewhere than on Linux it is called by the directory. */
function registerFileSystem(meter: Meter, dataDir: string): void {
  const bytes = meter.createObservableUpDownCounter("system.filesystem.usage", { unit: "By" });
  const share = meter.createObservableGauge("system.filesystem.utilization", { unit: "1" });
  observeTogether(meter, [bytes, share], {
    read: async () => {
      const mounts = await readFile("/proc/self/mounts", "utf8").catch(() => "");
      return { mount: mountOf(mounts, dataDir) ?? dataDir, ...(await statfs(dataDir)) };
    },
    tell: (result, { mount, bsize, blocks, bfree, bavail }) => {
      const point = { "system.filesystem.mountpoint": mount };
      const state = "system.filesystem.state";
      const used = blocks - bfree;
      result.observe(bytes, used * bsize, { ...point, [state]: "used" });
      result.observe(bytes, bavail * bsize, { ...point, [state]: "free" });
      result.observe(bytes, (bfree - bavail) * bsize, { ...point, [state]: "reserved" });
      // As `df` has it: of what anybody but the administrator could use.
      if (used + bavail > 0) result.observe(share, used / (used + bavail), point);
    },
  });
}
