import { type MetricClass, metricClassOf } from "@/lib/domain/metrics.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { liveChanges } from "@/lib/platform/live-bus.ts";
import { loadSeriesOfNames, type StoredMetricSeries } from "@/lib/store/metric-catalog.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import type { MetricAttribute, MetricFilter } from "./metric-filters.ts";

/** A reader may not see what a transaction registered with an earlier time until it commits. */
const OVERLAP_MS = 60_000;
/** What was registered so long before it was read last is known: many series have the time of the newest. */
const SETTLED_MS = 120_000;
const FRESH_MS = 1_000;
/** Everything is read again so often, also what was registered with a time long past. */
const WHOLE_MS = 300_000;
/** Series that are kept in memory in all, some 100 MB. */
const MOST_SERIES = 200_000;

/** A series with its attributes as texts. */
export type MetricSeries = Omit<StoredMetricSeries, "attributes"> & {
  attributes: ReadonlyMap<string, string>;
  metricClass: MetricClass;
};

type Known = {
  series: Map<bigint, MetricSeries>;
  newestMs: number;
  loadedMs: number;
  wholeMs: number;
  /** Announcements of something new before it was read. */
  changes: number;
};

// Next bundles this module more than once in a process; what is known must exist once.
declare global {
  var headroomMetricCatalog: CountedCache<string, Known> | undefined;
}

function catalog(): CountedCache<string, Known> {
  globalThis.headroomMetricCatalog ??= new CountedCache<string, Known>("metric series", {
    maxSize: MOST_SERIES,
    sizeCalculation: ({ series }) => series.size + 1,
  });
  return globalThis.headroomMetricCatalog;
}

/** Every series of a metric; only what was registered since the last call is read again. */
export async function seriesOfName(
  client: Queryable,
  name: string,
  nowMs: number,
): Promise<Iterable<MetricSeries>> {
  return (await seriesByName(client, name, nowMs)).values();
}

/** As `seriesOfName`: the same map as long as it is kept, to which series are only ever added. */
async function seriesByName(
  client: Queryable,
  name: string,
  nowMs: number,
): Promise<ReadonlyMap<bigint, MetricSeries>> {
  const [series] = await seriesByNames(client, [name], nowMs);
  return series ?? new Map();
}

/** As `seriesByName`, of several metrics in their order: what is not known of them is read at once. */
export async function seriesByNames(
  client: Queryable,
  names: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<bigint, MetricSeries>[]> {
  const changes = liveChanges();
  const all = names.map((name) => ({ name, known: catalog().get(name) ?? unknown() }));
  const stale = all.filter(
    ({ known }) => Math.abs(nowMs - known.loadedMs) >= FRESH_MS || known.changes !== changes,
  );
  const isWhole = ({ known }: Named) => Math.abs(nowMs - known.wholeMs) >= WHOLE_MS;
  const whole = stale.filter(isWhole);
  const begun = stale.filter((one) => !isWhole(one));
  const at = { nowMs, changes };
  if (whole.length > 0) await readNamed(client, whole, { ...at, sinceMs: 0, isWhole: true });
  if (begun.length > 0) {
    // They were all read in the last minutes: what some of them know already is little.
    const sinceMs = Math.min(...begun.map(({ known }) => unreadSince(known)));
    await readNamed(client, begun, { ...at, sinceMs, isWhole: false });
  }
  return all.map(({ name, known }) => (catalog().peek(name) ?? known).series);
}

type Named = { name: string; known: Known };

const unknown = (): Known => ({
  ...{ series: new Map(), newestMs: 0, loadedMs: 0, wholeMs: 0, changes: -1 },
});

const unreadSince = ({ newestMs, loadedMs }: Known): number =>
  Math.max(newestMs - OVERLAP_MS, loadedMs - SETTLED_MS, 0);

async function readNamed(
  client: Queryable,
  named: readonly Named[],
  at: { nowMs: number; changes: number; sinceMs: number; isWhole: boolean },
): Promise<void> {
  const names = named.map(({ name }) => name);
  const rows = new Map<string, StoredMetricSeries[]>(names.map((name) => [name, []]));
  for (const row of await loadSeriesOfNames(client, names, at.sinceMs)) {
    rows.get(row.name)?.push(row);
  }
  for (const { name, known: before } of named) {
    // Another question may have read the same meanwhile: both add to one map.
    const known = catalog().peek(name) ?? before;
    for (const row of rows.get(name) ?? []) {
      known.newestMs = Math.max(known.newestMs, row.registeredMs);
      if (!known.series.has(row.seriesId)) known.series.set(row.seriesId, toMetricSeries(row));
    }
    if (at.isWhole) known.wholeMs = at.nowMs;
    known.loadedMs = at.nowMs;
    known.changes = at.changes;
    // Set again, so that its size is counted again.
    catalog().delete(name);
    if (known.series.size > 0) catalog().set(name, known);
  }
}

/** A stored series with its attributes as texts, as filters compare them. */
export function toMetricSeries(row: StoredMetricSeries): MetricSeries {
  const entries = Object.entries(row.attributes);
  return {
    ...row,
    attributes: new Map(entries.map(([name, value]) => [name, textOf(value)])),
    metricClass: metricClassOf(row.kind, row),
  };
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** A series' value of an attribute; empty: it has none. */
export const attributeValue = (
  series: MetricSeries,
  { dimension, name }: MetricAttribute,
): string => (dimension === null ? (series.attributes.get(name) ?? "") : series[dimension]);

/** The series that pass every filter. Headroom's own pass only where a filter names a service. */
export function filterSeries(
  series: Iterable<MetricSeries>,
  filters: readonly MetricFilter[],
): MetricSeries[] {
  const namesService = filters.some(({ attribute }) => attribute.dimension === "service");
  return [...series].filter(
    (one) =>
      (namesService || one.service !== SELF_SERVICE) &&
      filters.every(({ attribute, passes }) => passes(attributeValue(one, attribute))),
  );
}
