import { type Meter, type MeterProvider, metrics } from "@opentelemetry/api";

/**
 * Instruments made by `make` with the meter of the provider that is current at each use: an SDK may be registered
 * after the piece that it measures was made, and until then nothing is recorded. `given` pins the provider.
 */
export function instruments<Made>(
  make: (meter: Meter) => Made,
  given: MeterProvider | undefined,
): () => Made {
  let provider: MeterProvider | undefined;
  let made: Made | undefined;
  return () => {
    const current = given ?? metrics.getMeterProvider();
    if (made === undefined || provider !== current) {
      provider = current;
      made = make(current.getMeter("@headroom/sdk"));
    }
    return made;
  };
}

/** Bounds in seconds for what lasts from a tenth of a millisecond to ten seconds: cache look-ups, queries, handlers. */
export const FINE_BOUNDARIES_S = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];
