import type { Attributes } from "@opentelemetry/api";
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";

/** One point as the SDK would export it; of a histogram, `value` is its count. */
export type ExportedPoint = { value: number; attributes: Attributes };

export type TestMeter = {
  provider: MeterProvider;
  /** The newest points of a metric; none: it was never recorded. */
  points: (name: string) => Promise<ExportedPoint[]>;
  /** The value of the only point with these attributes; 0 when there is none. */
  value: (name: string, attributes: Attributes) => Promise<number>;
  stop: () => Promise<void>;
};

/** A real SDK whose exports stay in memory. */
export function startTestMeter(): TestMeter {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  const points = async (name: string) => {
    exporter.reset();
    await provider.forceFlush();
    const metrics = exporter
      .getMetrics()
      .flatMap((resource) => resource.scopeMetrics.flatMap((scope) => scope.metrics))
      .filter((metric) => metric.descriptor.name === name);
    return metrics.flatMap((metric) =>
      metric.dataPointType === DataPointType.SUM || metric.dataPointType === DataPointType.GAUGE
        ? metric.dataPoints.map(({ value, attributes }) => ({ value, attributes }))
        : metric.dataPoints.map(({ value, attributes }) => ({ value: value.count, attributes })),
    );
  };
  return {
    provider,
    points,
    value: async (name, attributes) => {
      const matching = (await points(name)).filter((point) =>
        Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
      );
      if (matching.length > 1) throw new Error(`${matching.length} points of ${name} match`);
      return matching[0]?.value ?? 0;
    },
    stop: () => provider.shutdown(),
  };
}
