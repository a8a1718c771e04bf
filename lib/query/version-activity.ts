import type { Range } from "@/lib/contract/time.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import {
  findVersionChanges,
  lookbackSeconds,
  type VersionActivity,
  type VersionChange,
} from "@/lib/domain/version-changes.ts";
import { loadMatrix, planFor, seriesCatalog } from "./request-loading.ts";
import type { RequestFilters } from "./request-selection.ts";

/** A version of a service that began to answer within a range. */
export type ServiceVersionChange = VersionChange & { key: ServiceKey };

type Known = { key: ServiceKey; firstSeen: Map<string, number> };

/** When each service was first seen with each version (Unix seconds), of services that had several. */
function severalVersions(): Map<string, Known> {
  const services = new Map<string, Known>();
  for (const row of seriesCatalog().all()) {
    if (row.source === "none") continue;
    const { namespace, service, environment, version, firstBucket } = row;
    const key = { namespace, service, environment };
    const text = serviceKeyText(key);
    const known = services.get(text) ?? { key, firstSeen: new Map<string, number>() };
    services.set(text, known);
    const before = known.firstSeen.get(version) ?? Number.POSITIVE_INFINITY;
    known.firstSeen.set(version, Math.min(before, firstBucket));
  }
  return new Map([...services].filter(([, { firstSeen }]) => firstSeen.size > 1));
}

/** Every version that began to answer within a range, oldest first; services are narrowed by `filters`. */
export async function loadVersionChanges(
  filters: RequestFilters,
  range: Range,
  nowMs: number,
): Promise<ServiceVersionChange[]> {
  await seriesCatalog().refresh(nowMs);
  const several = severalVersions();
  if (several.size === 0) return [];
  const step = planFor(range, undefined, nowMs, range.fromMs).stepSeconds;
  const fromMs = range.fromMs - lookbackSeconds(step) * 1000;
  const plan = planFor({ fromMs, toMs: range.toMs }, step, nowMs, fromMs);
  const names = [...new Set([...several.values()].map(({ key }) => key.service))];
  const asked = filters.service.length > 0 ? filters.service : names;
  const narrowed = { ...filters, service: asked.filter((name) => names.includes(name)) };
  if (narrowed.service.length === 0) return [];
  const { matrix, selection } = await loadMatrix(narrowed, ["service", "version"], plan, nowMs);
  const activities = new Map<string, VersionActivity[]>();
  for (const [group, cells] of matrix.groups) {
    const { namespace = "", service = "", environment = "", version = "" } = selection.keyOf(group);
    const text = serviceKeyText({ namespace, service, environment });
    const firstSeen = several.get(text)?.firstSeen.get(version);
    if (firstSeen === undefined) continue;
    const counts = Array.from({ length: plan.points }, (_, i) => cells.get(i)?.count ?? 0);
    activities.set(text, [...(activities.get(text) ?? []), { version, firstSeen, counts }]);
  }
  const { first, stepSeconds } = plan;
  return [...several].flatMap(([text, { key, firstSeen }]) => {
    const versions = withAbsent(activities.get(text) ?? [], firstSeen);
    return findVersionChanges({ first, stepSeconds, versions })
      .filter(({ at }) => at * 1000 >= range.fromMs && at * 1000 < range.toMs)
      .map((change) => ({ ...change, key }));
  });
}

/** Versions without a request here still tell that another is not the service's first. */
const withAbsent = (
  active: VersionActivity[],
  firstSeen: ReadonlyMap<string, number>,
): VersionActivity[] => [
  ...active,
  ...[...firstSeen]
    .filter(([version]) => active.every((known) => known.version !== version))
    .map(([version, seconds]) => ({ version, firstSeen: seconds, counts: [] })),
];
