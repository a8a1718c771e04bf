import {
  type EventLoopUtilization,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { PoolFigures, ThreadFigures, ThreadName } from "@/lib/domain/headroom.ts";

const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** Watches the thread that makes it: its event loop, heap and garbage collection. */
export class ThreadWatch {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly observer: PerformanceObserver;
  private loop: EventLoopUtilization = performance.eventLoopUtilization();
  private gcMs = 0;
  private lookedMs = performance.now();

  constructor(
    private readonly thread: ThreadName,
    private readonly pools: () => PoolFigures[],
  ) {
    this.delay.enable();
    this.observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.gcMs += entry.duration;
    });
    this.observer.observe({ entryTypes: ["gc"] });
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
    };
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

  /** The histogram measures from one turn to the next: what is over its own period is delay. */
  private delayMs(percentile: number): number {
    const ns = this.delay.percentile(percentile);
    return Number.isFinite(ns) ? Math.max(ns / NS_PER_MS - RESOLUTION_MS, 0) : 0;
  }
}
