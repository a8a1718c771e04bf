import { resolveRange } from "@/lib/contract/time.ts";
import type { TimelineEvent, TimelineParams, TimelineResponse } from "@/lib/contract/timeline.ts";
import { comparedWindows } from "@/lib/domain/compared-windows.ts";
import type { CostHappening } from "@/lib/domain/cost-happenings.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { concernsFilter, concernsService, type MarkerPlace } from "@/lib/domain/timeline.ts";
import { type StoredMarker, selectMarkers } from "@/lib/store/markers.ts";
import { alertHappenings } from "./alert-happenings.ts";
import { costNews, happeningsWithin } from "./cost-happenings.ts";
import { MOST_MARKERS } from "./markers.ts";
import { finestRowSeconds } from "./request-loading.ts";
import type { RequestFilters } from "./request-selection.ts";
import { loadVersionChanges, type ServiceVersionChange } from "./version-activity.ts";
import { compareWindows } from "./window-figures.ts";

const MOST_EVENTS = 200;
/** The newest ones are compared with what was before them. */
const MOST_COMPARED = 40;
/** A pipeline's deployment and the first request of its version are one event within this time. */
const SAME_DEPLOY_MS = 30 * 60_000;

/** Something that happened, before it is compared. */
type Happening =
  | { source: "marker"; atMs: number; marker: StoredMarker; firstRequestMs: number | null }
  | { source: "version"; atMs: number; change: ServiceVersionChange };

/** Bills know no services of telemetry, and requests do not tell what they changed. */
const ANYWHERE = { service: null, namespace: null, environment: null, version: null, change: null };

/**
 * What happened in a range: markers, versions that began to answer, each with what changed by it, alerts that fired, and
 * what bills tell, newest first.
 * Throws `ParameterError`.
 */
export async function queryTimeline(
  params: TimelineParams,
  nowMs: number,
): Promise<TimelineResponse> {
  const range = resolveRange(params, nowMs);
  const filters = requestFilters(params);
  const [stored, changes, { happenings }, alerts] = await Promise.all([
    selectMarkers(range, MOST_MARKERS),
    loadVersionChanges(filters, range, nowMs),
    costNews(nowMs),
    alertHappenings(range, { params, limit: MOST_EVENTS }),
  ]);
  const markers = stored.filter((marker) => concernsFilter(marker, params));
  const all = merge(markers, changes);
  const shown = all.slice(0, MOST_EVENTS);
  const events = await Promise.all(
    shown.map(async (happening, index): Promise<TimelineEvent> => {
      if (index >= MOST_COMPARED) return toEvent(happening, null);
      const windows = windowsOf(happening, { all, windowSeconds: params.windowSeconds, nowMs });
      return toEvent(
        happening,
        await compareWindows(placeFilters(happening, filters), windows, nowMs),
      );
    }),
  );
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    events: [
      ...events,
      ...alerts.events,
      ...happeningsWithin(happenings, range).map(toCostEvent),
    ].sort((a, b) => (a.at < b.at ? 1 : -1)),
    truncated: all.length > shown.length || stored.length === MOST_MARKERS || alerts.isCut,
  };
}

const toCostEvent = ({ atMs, ...told }: CostHappening): TimelineEvent => ({
  ...{ ...ANYWHERE, source: "cost", at: new Date(atMs).toISOString() },
  ...told,
});

const requestFilters = ({ service, namespace, environment }: TimelineParams): RequestFilters => ({
  ...{ service, namespace, environment },
  ...{ route: [], method: [], status: [], instance: [], version: [] },
});

/** Newest first; a deployment that a marker tells of takes its version's first request along. */
function merge(markers: StoredMarker[], changes: ServiceVersionChange[]): Happening[] {
  const told = new Set<ServiceVersionChange>();
  const ofMarkers = markers.map((marker): Happening => {
    const seen = changes.find((change) => !told.has(change) && tellsOf(marker, change));
    if (seen) told.add(seen);
    const firstRequestMs = seen ? seen.at * 1000 : null;
    return { source: "marker", atMs: marker.atMs, marker, firstRequestMs };
  });
  const ofVersions = changes
    .filter((change) => !told.has(change))
    .map((change): Happening => ({ source: "version", atMs: change.at * 1000, change }));
  return [...ofMarkers, ...ofVersions].sort(
    (a, b) => b.atMs - a.atMs || (idOf(a) < idOf(b) ? -1 : 1),
  );
}

const tellsOf = (marker: StoredMarker, change: ServiceVersionChange): boolean =>
  marker.kind === "deployment" &&
  marker.service !== null &&
  marker.version === change.version &&
  concernsService(marker, change.key) &&
  Math.abs(marker.atMs - change.at * 1000) <= SAME_DEPLOY_MS;

const idOf = (happening: Happening): string => {
  if (happening.source === "marker") return happening.marker.id;
  const { key, version, at } = happening.change;
  return ["version", key.namespace, key.service, key.environment, version, String(at)]
    .map(encodeURIComponent)
    .join(":");
};

const placeOf = (happening: Happening): MarkerPlace =>
  happening.source === "marker" ? happening.marker : happening.change.key;

/** When requests began to feel it. */
const effectMs = (happening: Happening): number =>
  happening.source === "marker" ? (happening.firstRequestMs ?? happening.atMs) : happening.atMs;

/** The requests of its place, within what the question is about. Headroom itself counts where it is named. */
function placeFilters(happening: Happening, filters: RequestFilters): RequestFilters {
  const { service, namespace, environment } = placeOf(happening);
  return {
    ...filters,
    service: service === null ? filters.service : [service],
    namespace: namespace === null ? filters.namespace : [namespace],
    environment: environment === null ? filters.environment : [environment],
    withSelf: service === SELF_SERVICE,
  };
}

const isDeployment = (happening: Happening): boolean =>
  happening.source === "version" || happening.marker.kind === "deployment";

/** Whether two places may share a service; something that happened everywhere shares none in particular. */
const sharePlace = (a: MarkerPlace, b: MarkerPlace): boolean =>
  a.service !== null &&
  b.service !== null &&
  (["service", "namespace", "environment"] as const).every(
    (part) => a[part] === null || b[part] === null || a[part] === b[part],
  );

function windowsOf(
  happening: Happening,
  {
    all,
    windowSeconds,
    nowMs,
  }: { all: readonly Happening[]; windowSeconds: number; nowMs: number },
) {
  const atMs = effectMs(happening);
  const others = all
    .filter((other) => other !== happening && isDeployment(other))
    .filter((other) => sharePlace(placeOf(other), placeOf(happening)))
    .map((other) => effectMs(other) / 1000);
  return comparedWindows(
    { at: atMs / 1000, others, until: nowMs / 1000 },
    { windowSeconds, rowSeconds: finestRowSeconds(atMs - windowSeconds * 1000, nowMs) },
  );
}

function toEvent(happening: Happening, change: TimelineEvent["change"]): TimelineEvent {
  const { service, namespace, environment } = placeOf(happening);
  const shared = {
    ...{ id: idOf(happening), at: new Date(happening.atMs).toISOString() },
    ...{ service, namespace, environment, change },
  };
  if (happening.source === "version") {
    const { version, previousVersion, change: versionChange, key } = happening.change;
    const title = `${key.service} ${version}`;
    return {
      ...shared,
      ...{ source: "version", kind: "deployment", title, version, previousVersion, versionChange },
    };
  }
  const { kind, title, version, url, description, owner } = happening.marker;
  const { firstRequestMs } = happening;
  return {
    ...shared,
    ...{ source: "marker", kind, title, version, url, description },
    createdBy: owner.name,
    firstRequestAt: firstRequestMs === null ? null : new Date(firstRequestMs).toISOString(),
  };
}
