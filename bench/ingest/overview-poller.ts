import { setTimeout as sleep } from "node:timers/promises";
import type { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";

const PERIOD_MS = 250;
const PATHS = {
  services: "/api/v1/services?from=now-1h",
  requests: "/api/v1/requests?from=now-1h&groupBy=service",
} as const;

export type Latency = { calls: number; p50Ms: number | null; p95Ms: number | null };
export type OverviewLatency = Record<keyof typeof PATHS, Latency>;

/** Asks what an open overview asks, four times a second, until `stop`, which answers how long that took. */
export function pollOverview(headroom: Headroom): { stop: () => Promise<OverviewLatency> } {
  const times = { services: [] as number[], requests: [] as number[] };
  let stopped = false;
  const poll = async () => {
    while (!stopped) {
      const round = performance.now();
      for (const name of ["services", "requests"] as const) {
        const began = performance.now();
        await headroom.get(PATHS[name]);
        times[name].push(performance.now() - began);
      }
      await sleep(Math.max(PERIOD_MS - (performance.now() - round), 0));
    }
  };
  const polling = poll();
  return {
    stop: async () => {
      stopped = true;
      await polling;
      return { services: latencyOf(times.services), requests: latencyOf(times.requests) };
    },
  };
}

const latencyOf = (times: number[]): Latency => ({
  calls: times.length,
  p50Ms: percentile(times, 0.5),
  p95Ms: percentile(times, 0.95),
});
