import type { Breach } from "./breach.ts";
import { breachLength, breachTime } from "./breach-time.ts";
import { formatRatio, joined } from "./format.ts";
import type { Miss, ServiceStatus } from "./service-status.ts";
import { formatDuration } from "./time-format.ts";

/** `untilMs`: the range's end or now, whichever is earlier. */
type When = { untilMs: number; zone: string };

/** Why a service has its status, in a few words under its name; null when it is OK. */
export function reasonOf(status: ServiceStatus, when: When): string | null {
  switch (status.kind) {
    case "ok":
      return null;
    case "few":
      return status.requestCount === 0
        ? "no requests"
        : `${status.requestCount} requests, too few to judge`;
    case "stale":
      return status.lastSeenMs === null
        ? "no data in this range"
        : `no data for ${formatDuration(when.untilMs - status.lastSeenMs)}`;
    case "missed":
      return missesText(status.misses, when);
  }
}

/** Two misses that go on share one text; else the first says why, and the other only its name. */
function missesText(misses: readonly Miss[], when: When): string {
  const [first, second] = misses;
  if (!first) return "";
  if (!second) return missText(first, when);
  if (!first.breach?.ongoing || !second.breach?.ongoing)
    return `${missText(first, when)}; errors too`;
  const older = first.breach.fromMs <= second.breach.fromMs ? first.breach : second.breach;
  return `p95 and errors over limit, ${lastingText(older, when)}`;
}

function missText({ measure, limit, breach }: Miss, when: When): string {
  const name = measure === "p95" ? "p95 over limit" : `errors over ${joined(formatRatio(limit))}`;
  if (!breach) return name;
  if (breach.ongoing) return `${name}, ${lastingText(breach, when)}`;
  const was = measure === "p95" ? "p95 was over limit" : "errors were over limit";
  return `${was} ${breachTime(breach.fromMs, breach, when)}–${breachTime(breach.toMs, breach, when)}`;
}

/** "17 min", or since when if the length is not known well enough. */
const lastingText = (breach: Breach, when: When): string =>
  breachLength(breach) ?? `since ${breachTime(breach.fromMs, breach, when)}`;
