import { LRUCache } from "lru-cache";
import type { Lens, LensReading, LensSender } from "@/lib/domain/lens.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { loadOrigins } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { type MetricSeries, seriesByNames } from "./metric-catalog.ts";
import { metricNames } from "./metric-name-catalog.ts";

/** Whose telemetry a concern is asked for; an empty list does not narrow. */
export type SenderFilters = {
  service: readonly string[];
  namespace: readonly string[];
  environment: readonly string[];
  instance: readonly string[];
};

/** A series with what a lens reads it as. */
export type LensSeries<Dimension extends string, Measure extends string> = LensReading<
  Dimension,
  Measure
> &
  LensSender & { series: MetricSeries };

type Readings = Map<bigint, LensSeries<string, string> | null>;

/** A series never changes, nor does what a lens reads it as. */
const readings = new WeakMap<object, Readings>();
/** Series whose readings are remembered for a lens. */
const MOST_READINGS = 200_000;

/** Every series that a lens reads and that passes the filters. Headroom's own pass only where a filter names a service. */
export async function findLensSeries<Dimension extends string, Measure extends string>(
  client: Queryable,
  lens: Lens<Dimension, Measure>,
  { filters, nowMs }: { filters: SenderFilters; nowMs: number },
): Promise<readonly LensSeries<Dimension, Measure>[]> {
  const names = [...(await metricNames(client, nowMs))].filter((name) => lens.knows(name));
  const catalogs = await seriesByNames(client, names, nowMs);
  const text = JSON.stringify([
    filters.service,
    filters.namespace,
    filters.environment,
    filters.instance,
  ]);
  const before = foundBefore(lens).get(text);
  // Only this very lens' series are kept for it.
  if (before && isSame(before, catalogs)) return before.found as LensSeries<Dimension, Measure>[];
  const sizes = catalogs.map(({ size }) => size);
  const found = await readAll(client, lens, passing(catalogs, filters));
  foundBefore(lens).set(text, { catalogs, sizes, found });
  return found;
}

/** What passed filters when the catalogs of a lens' metrics had so many series each. */
type Found = {
  catalogs: readonly ReadonlyMap<bigint, MetricSeries>[];
  sizes: readonly number[];
  found: readonly LensSeries<string, string>[];
};

const MOST_FILTERS = 16;
const founds = new WeakMap<object, LRUCache<string, Found>>();

/** Pages ask for the same filters again and again, and what is worked out of the same list need not be worked out again. */
function foundBefore(lens: object): LRUCache<string, Found> {
  const known = founds.get(lens) ?? new LRUCache<string, Found>({ max: MOST_FILTERS });
  founds.set(lens, known);
  return known;
}

/** Series are only ever added to a catalog. */
const isSame = (before: Found, catalogs: Found["catalogs"]): boolean =>
  before.catalogs.length === catalogs.length &&
  catalogs.every((one, i) => one === before.catalogs[i] && one.size === before.sizes[i]);

function passing(catalogs: Found["catalogs"], filters: SenderFilters): MetricSeries[] {
  const found: MetricSeries[] = [];
  for (const catalog of catalogs) {
    for (const one of catalog.values()) if (passesSender(one, filters)) found.push(one);
  }
  return found;
}

async function readAll<Dimension extends string, Measure extends string>(
  client: Queryable,
  lens: Lens<Dimension, Measure>,
  series: readonly MetricSeries[],
): Promise<LensSeries<Dimension, Measure>[]> {
  const known = readings.get(lens) ?? new Map();
  if (known.size > MOST_READINGS) known.clear();
  readings.set(lens, known);
  await readNew(client, lens, { known, series });
  const found: LensSeries<Dimension, Measure>[] = [];
  for (const { seriesId } of series) {
    // Only `readNew` puts readings in, with this very lens.
    const one = known.get(seriesId) as LensSeries<Dimension, Measure> | null | undefined;
    if (one) found.push(one);
  }
  return found;
}

const senderOf = (series: MetricSeries): LensSender => ({
  namespace: series.namespace,
  service: series.service,
  environment: series.environment,
  instance: series.instance,
  version: series.version,
});

const passes = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

const passesSender = (one: MetricSeries, filters: SenderFilters): boolean =>
  (one.service !== SELF_SERVICE || filters.service.length > 0) &&
  passes(filters.service, one.service) &&
  passes(filters.namespace, one.namespace) &&
  passes(filters.environment, one.environment) &&
  passes(filters.instance, one.instance);

const NO_RESOURCE: ReadonlyMap<string, string> = new Map();

async function readNew<Dimension extends string, Measure extends string>(
  client: Queryable,
  lens: Lens<Dimension, Measure>,
  { known, series }: { known: Readings; series: readonly MetricSeries[] },
): Promise<void> {
  const unread = series.filter(({ seriesId }) => !known.has(seriesId));
  if (unread.length === 0) return;
  const resources = lens.usesResource ? await resourcesOf(client, unread) : new Map();
  for (const one of unread) {
    const resource = resources.get(one.originId) ?? NO_RESOURCE;
    const reading = lens.read({ ...one, resource });
    known.set(one.seriesId, reading && { ...reading, ...senderOf(one), series: one });
  }
}

async function resourcesOf(
  client: Queryable,
  series: readonly MetricSeries[],
): Promise<Map<bigint, ReadonlyMap<string, string>>> {
  const origins = await loadOrigins(client, [...new Set(series.map(({ originId }) => originId))]);
  return new Map(
    [...origins].map(([id, { resource }]) => [
      id,
      new Map(
        Object.entries(resource).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    ]),
  );
}
