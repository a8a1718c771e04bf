import { type Meter, metrics } from "@opentelemetry/api";
import type { MeasuredDuration, ThreadFigures } from "@/lib/domain/headroom.ts";
import type { IngestStats } from "@/lib/domain/intake.ts";
import { cacheFigures } from "./counted-cache.ts";
import { liveChanges, liveDeliveries } from "./live-bus.ts";
import { type SelfFigures, selfFigures } from "./self-figures.ts";
import { registerResources } from "./self-resources.ts";

const MS = 1_000;

/** Disk of a table, as it is told: bytes with indexes. */
export type TableBytes = { table: string; tier: string; bytes: number };

type Sources = {
  stats: () => IngestStats | null;
  /** Disk by table; asked at each export, so it must be quick or remembered. */
  tables: () => Promise<TableBytes[]>;
  /** Whose file system is told of. */
  dataDir: string;
};

/**
 * Tells Headroom's own figures as OpenTelemetry metrics, under the names of the semantic conventions where there are
 * some. Its own requests are told by spans, and not here again: a service that sends both is counted by one.
 */
export function registerSelfMetrics({ stats, tables, dataDir }: Sources): void {
  const meter = metrics.getMeter("headroom");
  const self = selfFigures();
  registerDurations(meter, self);
  registerThreads(meter, self);
  registerResources(meter, dataDir);
  registerPools(meter, self);
  registerCaches(meter);
  registerLiveEvents(meter);
  registerIngest(meter, self, stats);
  registerJobs(meter, self);
  meter
    .createObservableGauge("headroom.storage.size", { unit: "By" })
    .addCallback(async (result) => {
      for (const { bytes, ...attributes } of await tables()) result.observe(bytes, attributes);
    });
}

const DURATION_NAMES: Record<MeasuredDuration, string> = {
  "ingest lag": "headroom.ingest.lag",
  "group commit": "headroom.ingest.commit.duration",
  fold: "headroom.fold.duration",
  "garbage collection": "v8js.gc.duration",
  "pool wait": "db.client.connection.wait_time",
  "pool use": "db.client.connection.use_time",
};

function registerDurations(meter: Meter, self: SelfFigures): void {
  const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
  const made = new Map(
    Object.entries(DURATION_NAMES).map(([what, name]) => [
      what,
      meter.createHistogram(name, {
        unit: "s",
        advice: { explicitBucketBoundaries: boundaries },
      }),
    ]),
  );
  self.onDuration = (what, ms, attributes) => made.get(what)?.record(ms / MS, attributes);
}

/** A gauge of one figure of each thread. */
function threadGauge(
  meter: Meter,
  self: SelfFigures,
  name: string,
  unit: string,
  read: (figures: ThreadFigures) => number,
): void {
  meter.createObservableGauge(name, { unit }).addCallback((result) => {
    for (const figures of self.threads.values()) {
      result.observe(read(figures), { "thread.name": figures.thread });
    }
  });
}

function registerThreads(meter: Meter, self: SelfFigures): void {
  const gauge = (name: string, unit: string, read: (figures: ThreadFigures) => number) =>
    threadGauge(meter, self, name, unit, read);
  gauge("nodejs.eventloop.delay.p50", "s", (f) => f.eventLoopDelayP50Ms / MS);
  gauge("nodejs.eventloop.delay.p99", "s", (f) => f.eventLoopDelayP99Ms / MS);
  gauge("nodejs.eventloop.utilization", "1", (f) => f.eventLoopUtilisation);
  gauge("v8js.memory.heap.used", "By", (f) => f.heapUsedBytes);
  gauge("v8js.memory.heap.limit", "By", (f) => f.heapLimitBytes);
  gauge("headroom.gc.time_share", "1", (f) => f.gcShare);
}

function registerPools(meter: Meter, self: SelfFigures): void {
  const pools = () => [...self.threads.values()].flatMap((thread) => thread.pools);
  const name = (pool: { name: string }) => ({ "db.client.connection.pool.name": pool.name });
  const state = "db.client.connection.state";
  const unit = "{connection}";
  const timeouts = meter.createCounter("db.client.connection.timeouts", { unit: "{timeout}" });
  self.onPoolTimeout = (pool) => timeouts.add(1, name({ name: pool }));
  meter
    .createObservableUpDownCounter("db.client.connection.count", { unit })
    .addCallback((result) => {
      for (const pool of pools()) {
        result.observe(pool.used, { ...name(pool), [state]: "used" });
        result.observe(pool.idle, { ...name(pool), [state]: "idle" });
      }
    });
  meter
    .createObservableUpDownCounter("db.client.connection.max", { unit })
    .addCallback((result) => {
      for (const pool of pools()) result.observe(pool.max, name(pool));
    });
  meter
    .createObservableUpDownCounter("db.client.connection.pending_requests", { unit: "{request}" })
    .addCallback((result) => {
      for (const pool of pools()) result.observe(pool.waiting, name(pool));
    });
}

function registerCaches(meter: Meter): void {
  meter.createObservableCounter("cache.requests", { unit: "{request}" }).addCallback((result) => {
    for (const { name, layer, hits, misses } of cacheFigures()) {
      const cache = { "cache.name": name, "cache.layer": layer };
      result.observe(hits, { ...cache, "cache.result": "hit" });
      result.observe(misses, { ...cache, "cache.result": "miss" });
    }
  });
  meter.createObservableCounter("cache.evictions", { unit: "{entry}" }).addCallback((result) => {
    for (const { name, layer, evictions } of cacheFigures()) {
      result.observe(evictions, { "cache.name": name, "cache.layer": layer });
    }
  });
  meter.createObservableGauge("cache.entries", { unit: "{entry}" }).addCallback((result) => {
    for (const { name, layer, entries } of cacheFigures()) {
      result.observe(entries, { "cache.name": name, "cache.layer": layer });
    }
  });
}

/** Announcements to open pages, which the live bus hands on inside the process. */
function registerLiveEvents(meter: Meter): void {
  const live = { "messaging.system": "in_process", "messaging.destination.name": "live" };
  meter
    .createObservableCounter("messaging.client.sent.messages", { unit: "{message}" })
    .addCallback((result) => result.observe(liveChanges(), live));
  const pages = { ...live, "messaging.consumer.group.name": "open pages" };
  meter
    .createObservableCounter("messaging.client.consumed.messages", { unit: "{message}" })
    .addCallback((result) => result.observe(liveDeliveries(), pages));
}

function registerIngest(meter: Meter, self: SelfFigures, stats: Sources["stats"]): void {
  for (const [name, unit] of [
    ["bodies", "{body}"],
    ["accepted", "{item}"],
    ["replays", "{body}"],
    ["late", "{item}"],
  ] as const) {
    meter.createObservableCounter(`headroom.ingest.${name}`, { unit }).addCallback((result) => {
      for (const total of self.ingest?.totals ?? []) {
        result.observe(total[name], { signal: total.signal });
      }
    });
  }
  meter
    .createObservableCounter("headroom.ingest.refused", { unit: "{item}" })
    .addCallback((result) => {
      for (const { reason, count } of stats()?.refusals ?? []) result.observe(count, { reason });
    });
  meter.createObservableGauge("headroom.spool.size", { unit: "By" }).addCallback((result) => {
    if (self.ingest) result.observe(self.ingest.spool.bytes);
  });
  meter
    .createObservableCounter("headroom.rate_limit.rejections", { unit: "{request}" })
    .addCallback((result) => result.observe(self.rateLimited));
}

function registerJobs(meter: Meter, self: SelfFigures): void {
  const counter = (name: string, read: (jobs: NonNullable<SelfFigures["jobs"]>) => number) =>
    meter.createObservableCounter(name, { unit: "{item}" }).addCallback((result) => {
      if (self.jobs) result.observe(read(self.jobs));
    });
  counter("headroom.packer.minutes", (jobs) => jobs.packer.packedRows);
  counter("headroom.retention.dropped", (jobs) => jobs.retention.droppedPartitions);
  meter
    .createObservableGauge("headroom.retention.busy", { unit: "{partition}" })
    .addCallback((result) => {
      if (self.jobs) result.observe(self.jobs.retention.busyPartitions);
    });
}
