import type { Random } from "../random.ts";
import { MetricWriter } from "./metric-writer.ts";
import { type Durations, type PastProcess, SCOPES } from "./past-process.ts";

/** The moment of an export (Unix ms), how busy the shop is then (0 to 1), and chance. */
export type ExportMoment = { atMs: number; load: number; random: Random };

/** The metrics of one instrumentation scope, as repeated `Metric` fields. */
type ScopeMetrics = { scope: string; content: Buffer; count: number };

const MIB = 1_048_576;
const POOL = { "db.client.connection.pool.name": "shop" };

/** What a process's instruments tell: the names, units and attributes of the instrumentations that the live demo has. */
export function metricsOf(process: PastProcess, moment: ExportMoment): ScopeMetrics[] {
  const scopes = [
    inScope(SCOPES.http, httpMetrics),
    inScope(SCOPES.pg, databaseMetrics),
    inScope(SCOPES.shop, cacheMetrics),
    inScope("@opentelemetry/instrumentation-runtime-node", runtimeMetrics),
    inScope("@opentelemetry/host-metrics", hostMetrics),
  ];
  return scopes.map((scope) => scope(process, moment)).filter(({ count }) => count > 0);
}

type Tell = (writer: MetricWriter, process: PastProcess, moment: ExportMoment) => void;

const inScope = (scope: string, tell: Tell) => (process: PastProcess, moment: ExportMoment) => {
  const writer = new MetricWriter(process.startedMs, moment.atMs);
  tell(writer, process, moment);
  return { scope, content: writer.written(), count: writer.points };
};

function httpMetrics(writer: MetricWriter, { counted }: PastProcess): void {
  writer.histogram("http.server.request.duration", "s", pointsOf(counted.served));
  writer.histogram("http.client.request.duration", "s", pointsOf(counted.called));
}

function databaseMetrics(
  writer: MetricWriter,
  { counted }: PastProcess,
  moment: ExportMoment,
): void {
  if (counted.queried.size === 0) return;
  writer.histogram("db.client.operation.duration", "s", pointsOf(counted.queried));
  const used = moment.random() < 0.2 + 0.6 * moment.load ? 1 : 0;
  writer.sum("db.client.connection.count", "{connection}", { isMonotonic: false }, [
    { attributes: { ...POOL, "db.client.connection.state": "used" }, value: used },
    { attributes: { ...POOL, "db.client.connection.state": "idle" }, value: 4 - used },
  ]);
  writer.sum("db.client.connection.pending_requests", "{connection}", { isMonotonic: false }, [
    { attributes: POOL, value: 0 },
  ]);
}

function cacheMetrics(writer: MetricWriter, { service, counted }: PastProcess): void {
  if (service !== "users") return;
  const cache = { "cache.name": "users", "cache.layer": "l2" };
  writer.sum("cache.requests", "{request}", { isMonotonic: true }, [
    { attributes: { ...cache, "cache.result": "miss" }, value: counted.cache.miss },
    { attributes: { ...cache, "cache.result": "hit" }, value: counted.cache.hit },
  ]);
}

function runtimeMetrics(
  writer: MetricWriter,
  { service }: PastProcess,
  { load, random }: ExportMoment,
): void {
  const weight = service === "gateway" ? 2 : 1;
  writer.gauge("nodejs.eventloop.utilization", "1", [
    { value: around(0.03 * weight * load + 0.005, random) },
  ]);
  writer.gauge("nodejs.eventloop.delay.p50", "s", [{ value: around(0.0101, random, 0.02) }]);
  writer.gauge("nodejs.eventloop.delay.p99", "s", [
    { value: around(0.0115 + 0.004 * load, random) },
  ]);
  writer.gauge(
    "v8js.memory.heap.used",
    "By",
    Object.entries({ new_space: 6, old_space: 24, code_space: 1.5, large_object_space: 3 }).map(
      ([space, mib]) => ({
        attributes: { "v8js.heap.space.name": space },
        value: Math.round(around(mib * MIB, random, space === "new_space" ? 0.6 : 0.04)),
      }),
    ),
  );
}

function hostMetrics(writer: MetricWriter, process: PastProcess, moment: ExportMoment): void {
  const { load, random, atMs } = moment;
  const weight = process.service === "gateway" ? 1.6 : 1;
  const user = around(0.004 + 0.02 * weight * load, random);
  writer.gauge("process.cpu.utilization", "", [
    { attributes: { "process.cpu.state": "user" }, value: user },
    { attributes: { "process.cpu.state": "system" }, value: user * 0.3 },
  ]);
  const cpuSeconds = process.counted.requests * 0.0012;
  writer.sum("process.cpu.time", "s", { isMonotonic: true }, [
    { attributes: { "process.cpu.state": "user" }, value: cpuSeconds },
    { attributes: { "process.cpu.state": "system" }, value: cpuSeconds * 0.3 },
  ]);
  const hours = (atMs - process.startedMs) / 3_600_000;
  const mib = 92 + 14 * (1 - Math.exp(-hours / 6));
  writer.gauge("process.memory.usage", "", [
    { value: Math.round(around(mib * MIB, random, 0.02)) },
  ]);
}

const pointsOf = (durations: ReadonlyMap<unknown, Durations>) => [...durations.values()];

/** A value within a share of another, either way. */
const around = (value: number, random: Random, share = 0.25) =>
  value * (1 + share * (2 * random() - 1));
