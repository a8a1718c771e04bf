import type { OverviewDatabaseTrouble } from "@/lib/contract/overview.ts";
import type { DatabaseTrouble } from "@/lib/domain/database-troubles.ts";
import { formatCount, formatMs, formatRatio, joined } from "./format.ts";
import { formatTime } from "./time-format.ts";
import { TRACE_MARK } from "./waterfall-n-plus-one.ts";

/** "14:02 to 14:05", "since 14:02". */
function whenText({ at, until }: { at: string; until: string | null }, zone: string): string {
  const from = formatTime(Date.parse(at), zone);
  return until === null ? `since ${from}` : `${from} to ${formatTime(Date.parse(until), zone)}`;
}

/** What is wrong, after its name: "is 45 s behind its primary since 14:02". */
export function troubleText(trouble: OverviewDatabaseTrouble, zone: string): string {
  switch (trouble.kind) {
    case "errors":
      return `fails ${joined(formatRatio(trouble.errorRatio))} of its operations`;
    case "waits": {
      const verb = trouble.until === null ? "is short of connections" : "was short of connections";
      return `${verb} ${whenText(trouble, zone)}, ${formatCount(trouble.waiting)} waiting`;
    }
    case "lag": {
      const lag = joined(formatMs(trouble.lagMs));
      const said = trouble.until === null ? `is up to ${lag} behind` : `was up to ${lag} behind`;
      return `${said} its primary ${whenText(trouble, zone)}`;
    }
    case "deadlocks":
      return `had ${formatCount(trouble.count)} deadlocks`;
    case "n-plus-one":
      return `repeats a query ${formatCount(trouble.queries)} times, ${joined(formatMs(trouble.lostMs / trouble.occurrences))} lost each`;
  }
}

/** The same in a table's cell: "N+1 on /orders". */
export function troubleNote(trouble: DatabaseTrouble, zone: string): string {
  switch (trouble.kind) {
    case "errors":
      return "many errors";
    case "waits":
      return `pool waits ${whenText(trouble, zone)}`;
    case "lag":
      return `${trouble.name} ${joined(formatMs(trouble.lagMs))} behind ${whenText(trouble, zone)}`;
    case "deadlocks":
      return `${formatCount(trouble.count)} deadlocks`;
    case "n-plus-one":
      return `N+1 on ${trouble.name}`;
  }
}

/** What is before its name: "Pool db:5432/shop of orders". */
export function troubleKind({ kind }: DatabaseTrouble): string {
  switch (kind) {
    case "waits":
      return "Pool ";
    case "lag":
      return "Replica ";
    case "n-plus-one":
      return "N+1: ";
    default:
      return "";
  }
}

type HrefOf = (path: string, change?: Record<string, string | null>) => string;

/** The trace of an N+1 at its first mark; without a trace that was kept, the traces of its route. */
export function nPlusOneHref(
  one: { service: string; route: string; traceId: string | null },
  hrefOf: HrefOf,
): string {
  const path = hrefOf(one.traceId ? `/traces/${one.traceId}` : "/traces", {
    service: one.service,
  });
  const query = one.traceId ? `span=${TRACE_MARK}` : `route=${encodeURIComponent(one.route)}`;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}
