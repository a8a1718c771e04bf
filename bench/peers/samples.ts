import { Random } from "../random.ts";

/** Requests of each series in each minute: one a second. */
export const SAMPLES_A_MINUTE = 60;

const DAY_SECONDS = 86_400;

/**
 * Latencies in seconds, whole nanoseconds, from a fixed random source, minute by minute and series by series: log-normal with a long tail,
 * around a median of its own for each series, which rises and falls over the day.
 */
export class SampleSource {
  private readonly random = new Random(20_261_125);
  private readonly samples = new Float64Array(SAMPLES_A_MINUTE);

  /** The samples of the next minute of a series, which begins at `minute` (Unix seconds); valid until the next call. */
  next(series: number, minute: number): Float64Array {
    const ofDay = 1 + 0.4 * Math.sin((2 * Math.PI * (minute % DAY_SECONDS)) / DAY_SECONDS);
    const median = (0.012 + 0.0004 * series) * ofDay;
    for (let i = 0; i < this.samples.length; i++) {
      // Spans tell whole nanoseconds.
      this.samples[i] = Math.round(this.random.latency(median) * 1e9) / 1e9;
    }
    return this.samples;
  }
}
