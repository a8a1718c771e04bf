import type { Attributes, MeterProvider } from "@opentelemetry/api";
import { FINE_BOUNDARIES_S, instruments } from "./instruments.ts";

/** `l1` is this process's memory, `l2` Redis, `l3` what loads a value that neither has. */
export type CacheLayer = "l1" | "l2" | "l3";

/** `stale`: answered after its time, while a fresh value is loaded. `error`: the layer could not answer. */
export type CacheResult = "hit" | "miss" | "stale" | "error";

export type CacheTelemetry = {
  asked: (layer: CacheLayer, result: CacheResult) => void;
  /** Seconds that a layer took to answer. */
  lasted: (layer: CacheLayer, seconds: number) => void;
  evicted: () => void;
  stop: () => void;
};

type Options = {
  name: string;
  /** Entries in memory. */
  size: () => number;
  meterProvider?: MeterProvider | undefined;
};

/**
 * What a layered cache reports, by `cache.name` and `cache.layer`: `cache.requests` by `cache.result`,
 * `cache.operation.duration`, `cache.evictions` and `cache.entries`.
 */
export function cacheTelemetry({ name, size, meterProvider }: Options): CacheTelemetry {
  const of = (layer: CacheLayer): Attributes => ({ "cache.name": name, "cache.layer": layer });
  let stopReporting = () => {};
  const current = instruments((meter) => {
    stopReporting();
    const gauge = meter.createObservableGauge("cache.entries", {
      description: "Entries that a layer of a cache holds.",
      unit: "{entry}",
    });
    const observe = (result: { observe: (value: number, attributes: Attributes) => void }) =>
      result.observe(size(), of("l1"));
    gauge.addCallback(observe);
    stopReporting = () => gauge.removeCallback(observe);
    return {
      requests: meter.createCounter("cache.requests", {
        description: "Look-ups by the layer that was asked and its answer.",
        unit: "{request}",
      }),
      duration: meter.createHistogram("cache.operation.duration", {
        description: "How long a layer of a cache took to answer a look-up.",
        unit: "s",
        advice: { explicitBucketBoundaries: FINE_BOUNDARIES_S },
      }),
      evictions: meter.createCounter("cache.evictions", {
        description: "Entries that left before their time, because room was needed.",
        unit: "{entry}",
      }),
    };
  }, meterProvider);
  current();
  return {
    asked: (layer, result) => current().requests.add(1, { ...of(layer), "cache.result": result }),
    lasted: (layer, seconds) => current().duration.record(seconds, of(layer)),
    evicted: () => current().evictions.add(1, of("l1")),
    stop: () => stopReporting(),
  };
}
