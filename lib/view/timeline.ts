import type { TimelineChange, TimelineEvent } from "@/lib/contract/timeline.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import { concernsService, type MarkerKind } from "@/lib/domain/timeline.ts";
import { changeText } from "./change.ts";
import { formatMs, formatRate, formatRatio, joined } from "./format.ts";
import { formatDuration } from "./time-format.ts";

/** A version of a service that began to answer within the range. */
export type Deploy = {
  id: string;
  version: string;
  atMs: number;
  change: "new" | "rollback" | "return";
  /** What it changed, in words; null: not compared. */
  effect: string | null;
};

/** Something that people or pipelines said happened, other than a deployment that was seen to begin. */
export type MarkerItem = {
  id: string;
  atMs: number;
  kind: MarkerKind;
  title: string;
  /** Which service and environment it names; empty: everything. */
  place: string;
  effect: string | null;
  by: string;
};

/** What changed, in words: "p95 10.0 → 40.0 ms (+300 %), errors 0 → 10.0 %, 1.00 → 2.00 /s; 10 min each side". */
export function effectText(change: TimelineChange | null): string | null {
  switch (change?.kind) {
    case undefined:
      return null;
    case "tooShort":
      return "too close to the next event or to now to compare";
    case "tooFew":
      return `too few requests to compare: ${change.beforeCount} before, ${change.afterCount} after`;
    case "compared": {
      const { before, after } = change;
      const p95 = changeText({ now: after.p95Ms, before: before.p95Ms });
      const parts = [
        `p95 ${joined(formatMs(before.p95Ms))} → ${joined(formatMs(after.p95Ms))}${p95 ? ` (${p95})` : ""}`,
        before.errorRatio === 0 && after.errorRatio === 0
          ? "no errors"
          : `errors ${joined(formatRatio(before.errorRatio))} → ${joined(formatRatio(after.errorRatio))}`,
        `${joined(formatRate(before.throughputPerSecond))} → ${joined(formatRate(after.throughputPerSecond))}`,
      ];
      return `${parts.join(", ")}; ${formatDuration(change.windowSeconds * 1_000)} each side`;
    }
  }
}

/** Versions of a service that began to answer, oldest first, whether a pipeline told of them or not. */
export function deploysOf(events: readonly TimelineEvent[], key: ServiceKey): Deploy[] {
  return events
    .filter((event) => concernsService(event, key))
    .flatMap((event): Deploy[] => {
      const effect = effectText(event.change);
      if (event.source === "version") {
        const { id, version, versionChange } = event;
        return [{ id, version, atMs: Date.parse(event.at), change: versionChange, effect }];
      }
      if (event.source !== "marker" || !isDeploy(event)) return [];
      const atMs = Date.parse(event.firstRequestAt ?? event.at);
      return [{ id: event.id, version: event.version ?? event.title, atMs, change: "new", effect }];
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** A deployment of one service is drawn as its version; one of everything stays a marker. */
const isDeploy = (event: Extract<TimelineEvent, { source: "marker" }>): boolean =>
  event.kind === "deployment" && event.service !== null;

/** What was marked for any of these services or for everything, newest first; deploys of one service are left out. */
export function markersOf(
  events: readonly TimelineEvent[],
  keys: readonly ServiceKey[],
): MarkerItem[] {
  return events.flatMap((event): MarkerItem[] => {
    if (event.source !== "marker" || isDeploy(event)) return [];
    const named = event.service !== null || event.namespace !== null || event.environment !== null;
    if (named && !keys.some((key) => concernsService(event, key))) return [];
    return [toMarkerItem(event)];
  });
}

const toMarkerItem = (event: Extract<TimelineEvent, { source: "marker" }>): MarkerItem => ({
  id: event.id,
  atMs: Date.parse(event.at),
  kind: event.kind,
  title: event.title,
  place: [event.service, event.namespace, event.environment].filter(Boolean).join(", "),
  effect: effectText(event.change),
  by: event.createdBy,
});

/** "users 2", "users back to 1", "users 2 again". */
export function deployTitle(service: string, { version, change }: Deploy): string {
  switch (change) {
    case "new":
      return `${service} ${version}`;
    case "rollback":
      return `${service} back to ${version}`;
    case "return":
      return `${service} ${version} again`;
  }
}
