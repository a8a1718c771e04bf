import {
  clauseOf,
  type LogClause,
  MOST_ORIGINS,
  serviceClause,
  severityClause,
} from "@/lib/aggregate/log-signature.ts";
import type { LogFilters } from "@/lib/contract/logs.ts";
import type { Range } from "@/lib/contract/time.ts";
import { matchesLog } from "@/lib/domain/log-matching.ts";
import type { LogTerm } from "@/lib/domain/log-search.ts";
import { severityNumbersOf } from "@/lib/domain/logs.ts";
import type { LogFilter } from "@/lib/store/log-conditions.ts";
import { findOriginsWith } from "@/lib/store/log-context.ts";
import type { StoredLog } from "@/lib/store/log-rows.ts";
import { loadOrigins, type Origin } from "@/lib/store/origins.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { nsOfMs } from "./nanoseconds.ts";
import { findServiceIds } from "./service-filter.ts";

/** Which records are meant, as the store and the index understand it. */
export type LogSelection = {
  /** What the database decides or at least narrows down. */
  filter: LogFilter;
  /** What the database cannot decide. */
  residual: readonly LogTerm[];
  /** What a block of records must have to hold one that is meant. */
  clauses: readonly LogClause[];
};

/** Values that stand in JSON as they are written: no sign of them is escaped, and no number is written otherwise. */
const PLAIN = /^[\w .:\-/@+=,;#]+$/;

/** What the filters mean. Null in `range.toMs`'s place: without end. */
export async function selectLogs(
  client: Queryable,
  filters: LogFilters,
  range: Range,
): Promise<LogSelection> {
  const { search } = filters;
  const named = filters.traceId?.toLowerCase() ?? null;
  const traces = search.flatMap((term) => (term.kind === "trace" && term.only ? term.traceId : []));
  const severities = severityFilter(filters);
  const serviceIds = await findServiceIds(client, filters);
  const origins = await Promise.all(search.map((term) => originsOf(client, term)));
  const isNarrowed = [filters.service, filters.namespace, filters.environment].some(
    (list) => list.length > 0,
  );
  const clauses = search.map((term, i) => clauseOf(term, origins[i] ?? []));
  if (severities !== null) clauses.push(severityClause(severities));
  if (isNarrowed) clauses.push(serviceClause(serviceIds));
  return {
    filter: {
      fromNs: nsOfMs(range.fromMs),
      toNs: nsOfMs(range.toMs),
      serviceIds,
      severityNumbers: severities,
      texts: search.flatMap((term) => (term.kind === "text" ? term.text : [])),
      values: search.flatMap((term, i) => narrowingValue(term, origins[i] ?? [])),
      traceId: named ?? traces[0] ?? null,
    },
    residual: search.filter((term) => !isDecided(term, named ?? traces[0] ?? null)),
    clauses: clauses.filter((clause) => clause !== null),
  };
}

/** Of the parameter and of every term: a record has one severity. */
function severityFilter({ severity, search }: LogFilters): number[] | null {
  const sets = search.flatMap((term) => (term.kind === "severity" ? [term.numbers] : []));
  if (severity.length > 0) sets.push(severity.flatMap(severityNumbersOf));
  const [first, ...others] = sets;
  if (first === undefined) return null;
  return first.filter((number) => others.every((set) => set.includes(number)));
}

const originsOf = (client: Queryable, term: LogTerm): Promise<bigint[]> =>
  term.kind === "field" && term.equal
    ? findOriginsWith(client, { ...term, limit: MOST_ORIGINS + 1 })
    : Promise.resolve([]);

function narrowingValue(term: LogTerm, originIds: readonly bigint[]): LogFilter["values"] {
  if (term.kind !== "field" || !term.equal || originIds.length > MOST_ORIGINS) return [];
  const isNumber = Number.isFinite(Number(term.value)) && /e/i.test(term.value);
  return PLAIN.test(term.value) && !isNumber ? [{ value: term.value, originIds }] : [];
}

function isDecided(term: LogTerm, traceId: string | null): boolean {
  switch (term.kind) {
    case "text":
    case "severity":
      return true;
    case "trace":
      return term.only && term.traceId === traceId;
    default:
      return false;
  }
}

/** The records that fulfil what the database could not decide. */
export async function keepMatching(
  client: Queryable,
  logs: StoredLog[],
  residual: readonly LogTerm[],
): Promise<StoredLog[]> {
  if (residual.length === 0 || logs.length === 0) return logs;
  const origins = await loadOrigins(
    client,
    logs.map((log) => log.originId),
  );
  return logs.filter((log) =>
    matchesLog({ ...log, origin: fieldsOf(log, origins.get(log.originId)) }, residual),
  );
}

/** What a search finds beside attributes and body; see `findOriginsWith`, which knows the same names. */
const fieldsOf = (log: StoredLog, origin: Origin | undefined): Record<string, unknown> => ({
  ...origin?.resource,
  service: origin?.service ?? "",
  namespace: origin?.namespace ?? "",
  environment: origin?.environment ?? "",
  instance: origin?.instance ?? "",
  version: origin?.version ?? "",
  scope: origin?.scopeName ?? "",
  event: log.eventName,
});
