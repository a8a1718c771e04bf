import { breakersParams } from "@/lib/contract/breakers.ts";
import { changedScales, fallenCaches, risenLimits } from "@/lib/domain/changed-figures.ts";
import type { ServiceKey } from "@/lib/domain/service.ts";
import { concernsFilter } from "@/lib/domain/timeline.ts";
import { selectMarkersNear } from "@/lib/store/marker-times.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import type { AlertSeries } from "./alert-question.ts";
import { readThings } from "./alert-things.ts";
import { queryBreakers } from "./breakers.ts";
import { loadVersionChanges } from "./version-activity.ts";

const MINUTE_MS = 60_000;
/** How long before an alert something may have been its cause. */
const BEFORE_MS = 30 * MINUTE_MS;
/** Figures of so long before and around it are compared. */
const COMPARED_MS = 10 * MINUTE_MS;
const MOST = 8;

/** Where an alert is; a part that is not given is not narrowed. */
type Place = Partial<ServiceKey> & { service: string };

/** Something that changed; atMs null: over a time rather than at a moment. */
export type Changed = { atMs: number | null; text: string };

/**
 * What changed of a service shortly before a time: deploys and markers, breakers, caches, limits and instances, those
 * with a moment first, the newest of them first. What cannot be read is left out: a message must not wait for it.
 */
export async function whatChanged(
  client: Queryable,
  place: Place,
  { sinceMs, nowMs }: { sinceMs: number; nowMs: number },
): Promise<Changed[]> {
  const filters = Object.fromEntries(
    (["service", "namespace", "environment"] as const).flatMap((part) =>
      place[part] ? [[part, [place[part]]]] : [],
    ),
  );
  const range = { fromMs: sinceMs - BEFORE_MS, toMs: Math.min(sinceMs + MINUTE_MS, nowMs) };
  const asked = { filters, range, sinceMs, nowMs };
  const found = await Promise.allSettled([
    readVersions(asked),
    readMarkers(client, asked),
    readBreakers(asked),
    compareFigures(asked),
  ]);
  const changed = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const momentOf = ({ atMs }: Changed) => atMs ?? 0;
  return changed.sort((a, b) => momentOf(b) - momentOf(a)).slice(0, MOST);
}

type Asked = {
  filters: Record<string, string[]>;
  range: { fromMs: number; toMs: number };
  sinceMs: number;
  nowMs: number;
};

const placeFilter = (filters: Asked["filters"]) => ({
  service: filters.service ?? [],
  namespace: filters.namespace ?? [],
  environment: filters.environment ?? [],
});

async function readVersions({ filters, range, nowMs }: Asked): Promise<Changed[]> {
  const all = { route: [], method: [], status: [], instance: [], version: [] };
  const changes = await loadVersionChanges({ ...placeFilter(filters), ...all }, range, nowMs);
  return changes.map(({ at, version, key }) => ({
    ...{ atMs: at * 1_000, text: `${key.service} ${version} began to answer` },
  }));
}

async function readMarkers(client: Queryable, { filters, range }: Asked): Promise<Changed[]> {
  const markers = await selectMarkersNear(client, range);
  return markers
    .filter((marker) => concernsFilter(marker, placeFilter(filters)))
    .map(({ atMs, kind, title }) => ({ atMs, text: `${kind}: ${title}` }));
}

const rangeOf = ({ fromMs, toMs }: Asked["range"]) => ({
  ...{ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
});

async function readBreakers({ filters, range, nowMs }: Asked): Promise<Changed[]> {
  const params = breakersParams.parse({ ...filters, ...rangeOf(range) });
  const { breakers } = await queryBreakers(params, nowMs);
  return breakers.flatMap(({ breaker, transitions }) =>
    transitions
      .map(({ at, from, to }) => ({
        atMs: Date.parse(at),
        text: `breaker ${breaker}: ${from} to ${to}`,
      }))
      .filter(({ atMs }) => range.fromMs <= atMs && atMs < range.toMs),
  );
}

const COMPARED = { caches: fallenCaches, limits: risenLimits, scaling: changedScales } as const;

async function compareFigures({ filters, sinceMs, range, nowMs }: Asked): Promise<Changed[]> {
  const over = async (concern: keyof typeof COMPARED, fromMs: number, toMs: number) => {
    const question = { concern, measure: null, filters, groupBy: [], fromMs, toMs };
    return readThings(question, nowMs).catch((): AlertSeries[] => []);
  };
  const changed: Changed[] = [];
  for (const concern of ["caches", "limits", "scaling"] as const) {
    const middle = sinceMs - COMPARED_MS;
    const before = await over(concern, middle - 2 * COMPARED_MS, middle);
    const after = before.length === 0 ? [] : await over(concern, middle, range.toMs);
    for (const text of COMPARED[concern](before, after)) changed.push({ atMs: null, text });
  }
  return changed;
}
