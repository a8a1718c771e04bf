import { percentile } from "./percentile.ts";

/** Calls that do not count: as many, and for as long, as it takes until the code is compiled and the caches are full. */
const WARM_CALLS = 10;
const WARM_MS = 2_000;
const CALLS = 100;
const MOST_MS = 20_000;
const FEWEST_CALLS = 30;

export type CallTimes = { calls: number; p50Ms: number | null; p95Ms: number | null };

/** How long a call takes: a hundred of them, or as many as fit in twenty seconds and thirty at least. */
export async function timeCalls(call: () => Promise<unknown>): Promise<CallTimes> {
  const start = performance.now();
  for (let n = 0; n < WARM_CALLS || performance.now() - start < WARM_MS; n++) await call();
  const times: number[] = [];
  const end = performance.now() + MOST_MS;
  while (times.length < CALLS && (times.length < FEWEST_CALLS || performance.now() < end)) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  return { calls: times.length, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) };
}
