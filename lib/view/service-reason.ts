import { formatRatio, joined } from "./format.ts";
import type { Miss, ServiceStatus } from "./service-status.ts";
import { formatDuration, formatTime } from "./time-format.ts";

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
  const fromMs = Math.min(first.breach.fromMs, second.breach.fromMs);
  const toMs = Math.max(first.breach.toMs, second.breach.toMs);
  return `p95 and errors over limit, ${formatDuration(toMs - fromMs)}`;
}

function missText({ measure, limit, breach }: Miss, { zone }: When): string {
  const name = measure === "p95" ? "p95 over limit" : `errors over ${joined(formatRatio(limit))}`;
  if (!breach) return name;
  if (breach.ongoing) return `${name}, ${formatDuration(breach.toMs - breach.fromMs)}`;
  const was = measure === "p95" ? "p95 was over limit" : "errors were over limit";
  return `${was} ${formatTime(breach.fromMs, zone)}–${formatTime(breach.toMs, zone)}`;
}
