import {
  constants,
  type EventLoopUtilization,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Measured, PoolFigures, ThreadFigures, ThreadName } from "@/lib/domain/headroom.ts";
import { selfFigures } from "./self-figures.ts";

const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;
/** More is not told of one second. */
const MOST_MEASURED = 2_000;

/** Kinds of garbage collection as OpenTelemetry calls them. */
const GC_KINDS: Record<number, string> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
};

/** Watches the thread that makes it: its event loop, heap and garbage collection. */
export class ThreadWatch {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly observer: PerformanceObserver;
  private loop: EventLoopUtilization = performance.eventLoopUtilization();
  private gcMs = 0;
  private lookedMs = performance.now();
  private measured: Measured[] = [];

  constructor(
    private readonly thread: ThreadName,
    private readonly pools: () => PoolFigures[],
  ) {
    this.delay.enable();
    this.observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.noteCollection(entry);
    });
    this.observer.observe({ entryTypes: ["gc"] });
    if (thread !== "main") this.collectForMain();
  }

  /** The figures since it was last asked. */
  figures(): ThreadFigures {
    const now = performance.now();
    const passedMs = Math.max(now - this.lookedMs, 1);
    const loop = performance.eventLoopUtilization();
    const heap = getHeapStatistics();
    const figures = {
      thread: this.thread,
      eventLoopDelayP50Ms: this.delayMs(50),
      eventLoopDelayP99Ms: this.delayMs(99),
      eventLoopUtilisation: performance.eventLoopUtilization(loop, this.loop).utilization,
      heapUsedBytes: heap.used_heap_size,
      heapLimitBytes: heap.heap_size_limit,
      gcShare: Math.min(this.gcMs / passedMs, 1),
      pools: this.pools(),
      measured: this.measured,
    };
    this.measured = [];
    this.delay.reset();
    this.loop = loop;
    this.gcMs = 0;
    this.lookedMs = now;
    return figures;
  }

  stop(): void {
    this.delay.disable();
    this.observer.disconnect();
  }

  private noteCollection(entry: PerformanceEntry): void {
    const { duration } = entry;
    this.gcMs += duration;
    const attributes = { "v8js.gc.type": kindOf(entry), "thread.name": this.thread };
    selfFigures().onDuration("garbage collection", duration, attributes);
  }

  /** Only the main thread exports: what this one measures goes there with its figures. */
  private collectForMain(): void {
    const add = (one: Measured) => {
      if (this.measured.length < MOST_MEASURED) this.measured.push(one);
    };
    const self = selfFigures();
    self.onDuration = (what, ms, attributes = {}) => add({ what, ms, attributes });
    self.onPoolTimeout = (pool) => add({ what: "pool timeout", pool });
  }

  /** The histogram measures from one turn to the next: what is over its own period is delay. */
  private delayMs(percentile: number): number {
    const ns = this.delay.percentile(percentile);
    return Number.isFinite(ns) ? Math.max(ns / NS_PER_MS - RESOLUTION_MS, 0) : 0;
  }
}

/** Which kind of garbage collection an entry is of. */
function kindOf(entry: PerformanceEntry): string {
  const detail = "detail" in entry ? entry.detail : null;
  const kind = detail instanceof Object && "kind" in detail ? Number(detail.kind) : Number.NaN;
  return GC_KINDS[kind] ?? "other";
}
