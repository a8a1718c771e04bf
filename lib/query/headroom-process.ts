import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { cacheFigures } from "@/lib/platform/counted-cache.ts";
import type { SelfFigures } from "@/lib/platform/self-figures.ts";

const US_PER_SECOND = 1e6;

let before = { usage: process.cpuUsage(), atSeconds: process.uptime(), cores: 0 };

/** What this process uses, thread by thread. */
export function processFigures(self: SelfFigures): HeadroomResponse["process"] {
  const threads = [...self.threads.values()];
  return {
    rssBytes: process.memoryUsage.rss(),
    cpuCores: cpuCores(),
    uptimeSeconds: process.uptime(),
    threads: threads.map(({ pools: _pools, measured: _measured, ...figures }) => figures),
    pools: threads.flatMap(({ pools }) => pools),
    caches: cacheFigures(),
    rateLimited: self.rateLimited,
  };
}

/** Cores used since the last question, or those of the last question when that was less than a second ago. */
function cpuCores(): number {
  const atSeconds = process.uptime();
  const passed = atSeconds - before.atSeconds;
  if (passed < 1) return before.cores;
  const usage = process.cpuUsage();
  const used = usage.user - before.usage.user + usage.system - before.usage.system;
  before = { usage, atSeconds, cores: used / US_PER_SECOND / passed };
  return before.cores;
}
