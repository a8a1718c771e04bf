import type { TierKind } from "@/lib/aggregate/request-tiers.ts";
import type { RequestKey } from "@/lib/contract/requests.ts";
import type { RequestGrouping, RequestSource } from "@/lib/domain/requests.ts";
import { SELF_SERVICE, type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import type { RequestSeriesRow } from "@/lib/store/request-series.ts";
import type { SeriesCatalog } from "./series-catalog.ts";

/** Filters of a question; an empty list filters nothing. */
export type RequestFilters = {
  service: string[];
  namespace: string[];
  environment: string[];
  route: string[];
  method: string[];
  status: string[];
  instance: string[];
  version: string[];
  /** Without it Headroom's own requests count only where `service` names it. */
  withSelf?: boolean;
};

/** What a row of an id means for a question: the group it counts in (null: mere presence), and whose it is. */
export type Meaning = { group: string | null; serviceKey: string; source: RequestSource | "none" };

/** Which ids a question reads, and what each means. */
export type Selection = {
  kind: TierKind;
  ids: bigint[] | null;
  meaningOf: (id: bigint) => Meaning | undefined;
  keyOf: (group: string) => RequestKey;
  /** The group of a service in a question about services; undefined in any other. */
  groupOfService: (serviceKey: string) => string | undefined;
};

const SERVICE_LEVEL: ReadonlySet<RequestGrouping> = new Set(["service", "environment"]);
const DETAIL_FILTERS = ["route", "method", "status", "instance", "version"] as const;

/** More of all ids than this are read without naming them. */
const NAMED_SHARE = 0.5;

/** Resolves filters and grouping against the catalog. Questions about services alone read the service tiers. */
export function selectSeries(
  catalog: SeriesCatalog,
  filters: RequestFilters,
  groupBy: readonly RequestGrouping[],
): Selection {
  const keys = new Map<string, RequestKey>();
  const isServiceLevel =
    groupBy.every((name) => SERVICE_LEVEL.has(name)) &&
    DETAIL_FILTERS.every((name) => filters[name].length === 0);
  const ofService = new Map<string, boolean>();
  const meanings = new Map<bigint, Meaning>();
  const seriesIds: bigint[] = [];
  const groupOfService = new Map<string, string>();
  for (const row of catalog.all()) {
    const serviceKey = serviceKeyText(row);
    if (!remember(ofService, serviceKey, () => passesService(row, filters))) continue;
    if (row.source !== "none" && !passesDetails(row, filters)) continue;
    seriesIds.push(row.seriesId);
    const group = row.source === "none" ? null : groupOf(row, groupBy, keys);
    meanings.set(row.seriesId, { group, serviceKey, source: row.source });
    if (!isServiceLevel) continue;
    if (!groupOfService.has(serviceKey))
      groupOfService.set(serviceKey, groupOf(row, groupBy, keys));
    meanings.set(row.tierId, { group, serviceKey, source: row.source });
  }
  const tierIds = isServiceLevel
    ? [...new Set(seriesIds.map((id) => catalog.tierOf(id) ?? id))]
    : [];
  const all = seriesIds.length > catalog.size * NAMED_SHARE;
  return {
    kind: isServiceLevel ? "service" : "series",
    ids: all ? null : isServiceLevel ? tierIds : seriesIds,
    meaningOf: (id) => meanings.get(id),
    keyOf: (group) => keys.get(group) ?? {},
    groupOfService: (serviceKey) => groupOfService.get(serviceKey),
  };
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const passes = (wanted: string[], value: string) => wanted.length === 0 || wanted.includes(value);

const passesService = (key: ServiceKey, filters: RequestFilters): boolean =>
  (key.service !== SELF_SERVICE || filters.withSelf || filters.service.length > 0) &&
  passes(filters.service, key.service) &&
  passes(filters.namespace, key.namespace) &&
  passes(filters.environment, key.environment);

const passesDetails = (row: RequestSeriesRow, filters: RequestFilters): boolean =>
  DETAIL_FILTERS.every((name) => passes(filters[name], row[name]));

/** The key of a row's group as text; a grouped service brings its namespace and environment. */
function groupOf(
  row: RequestSeriesRow,
  groupBy: readonly RequestGrouping[],
  keys: Map<string, RequestKey>,
): string {
  const key: RequestKey = {};
  for (const name of groupBy) {
    if (name === "service") {
      key.namespace = row.namespace;
      key.environment = row.environment;
    }
    key[name] = row[name];
  }
  const text = JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(text, key);
  return text;
}
