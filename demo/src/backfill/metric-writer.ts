import type { Durations } from "./past-process.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { type Attributes, writeAttributes } from "./span-template.ts";

export type NumberPoint = { attributes?: Attributes; value: number };

const CUMULATIVE = 2;

/** As the instrumentations that the live demo has describe them. */
const DESCRIPTIONS: Record<string, string> = {
  "http.server.request.duration": "Duration of HTTP server requests.",
  "http.client.request.duration": "Duration of HTTP client requests.",
  "db.client.operation.duration": "Duration of database client operations.",
  "db.client.connection.count":
    "The number of connections that are currently in state described by the state attribute.",
  "db.client.connection.pending_requests":
    "The number of current pending requests for an open connection.",
  "cache.requests": "Look-ups in a cache.",
  "nodejs.eventloop.utilization": "Event loop utilization",
  "nodejs.eventloop.delay.p50": "Event loop 50 percentile delay.",
  "nodejs.eventloop.delay.p99": "Event loop 99 percentile delay.",
  "v8js.memory.heap.used": "Heap Memory size allocated.",
  "process.cpu.utilization": "Process Cpu usage time 0-1",
  "process.cpu.time": "Process Cpu time in seconds",
  "process.memory.usage": "Process Memory usage in bytes",
};

/**
 * Writes metrics of one process and moment as repeated `Metric` fields of a scope.
 * @see opentelemetry/proto/metrics/v1/metrics.proto
 */
export class MetricWriter {
  points = 0;
  private readonly metrics = new ProtobufWriter(1 << 12);
  private readonly startNs: bigint;
  private readonly timeNs: bigint;

  /** Since when its counters count, and the moment that it tells (Unix ms). */
  constructor(startedMs: number, atMs: number) {
    this.startNs = BigInt(startedMs) * 1_000_000n;
    this.timeNs = BigInt(atMs) * 1_000_000n;
  }

  written(): Buffer {
    return this.metrics.written();
  }

  gauge(name: string, unit: string, points: readonly NumberPoint[]): void {
    this.metric(name, unit, (metric) => {
      metric.message(5, (gauge) => {
        for (const point of points) this.numberPoint(gauge, point);
      });
    });
  }

  sum(
    name: string,
    unit: string,
    { isMonotonic }: { isMonotonic: boolean },
    points: readonly NumberPoint[],
  ): void {
    this.metric(name, unit, (metric) => {
      metric.message(7, (sum) => {
        for (const point of points) this.numberPoint(sum, point);
        sum.varint(2, CUMULATIVE);
        if (isMonotonic) sum.varint(3, 1);
      });
    });
  }

  histogram(name: string, unit: string, points: readonly Durations[]): void {
    if (points.length === 0) return;
    this.metric(name, unit, (metric) => {
      metric.message(9, (histogram) => {
        for (const point of points) this.histogramPoint(histogram, point);
        histogram.varint(2, CUMULATIVE);
      });
    });
  }

  private metric(name: string, unit: string, write: (metric: ProtobufWriter) => void): void {
    this.metrics.message(2, (metric) => {
      metric.text(1, name);
      metric.text(2, DESCRIPTIONS[name] ?? "");
      metric.text(3, unit);
      write(metric);
    });
  }

  private numberPoint(data: ProtobufWriter, { attributes = {}, value }: NumberPoint): void {
    this.points++;
    data.message(1, (point) => {
      point.fixed64(2, this.startNs);
      point.fixed64(3, this.timeNs);
      point.double(4, value);
      writeAttributes(point, 7, attributes);
    });
  }

  private histogramPoint(data: ProtobufWriter, { attributes, histogram }: Durations): void {
    this.points++;
    data.message(1, (point) => {
      point.fixed64(2, this.startNs);
      point.fixed64(3, this.timeNs);
      point.fixed64(4, BigInt(histogram.count));
      point.double(5, histogram.sum);
      point.fixed64s(6, histogram.counts);
      point.doubles(7, histogram.bounds);
      writeAttributes(point, 9, attributes);
      point.double(11, histogram.min);
      point.double(12, histogram.max);
    });
  }
}
