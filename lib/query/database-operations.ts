import type { DatabaseDimension, DatabaseMeasure } from "@/lib/domain/databases.ts";
import { accessOf, type QueryAccess } from "@/lib/domain/query-access.ts";
import { type ServiceKey, serviceKeyText } from "@/lib/domain/service.ts";
import { grouped } from "./grouped.ts";
import { durationsOf } from "./lens-figures.ts";
import type { LensLine } from "./lens-line.ts";
import { OperationCell } from "./operation-cells.ts";
import type { OperationLine } from "./operation-lines.ts";

export type DatabaseLine = LensLine<DatabaseDimension, DatabaseMeasure>;

/** Operations of a service that went the same way, as spans or as metrics tell. */
export type DatabaseOperations = ServiceKey & {
  system: string;
  database: string;
  datasource: string;
  server: string;
  access: QueryAccess;
} & ({ source: "spans"; line: OperationLine } | { source: "metrics"; line: DatabaseLine });

/** What operations did in a bucket. */
export type Measured = {
  count: number;
  errors: number;
  totalMs: number | null;
  maxMs: number | null;
  /** Each 0 < q ≤ 1, ascending. */
  quantilesMs: (qs: readonly number[]) => (number | null)[];
};

/** In a bucket, or in the whole range at the place after the last; null: not told of any. */
export type MeasuredAt = (slot: number) => Measured | null;

/** Spans' count is believed unless metrics count this many times as many: then traces are sampled. */
const MISSED = 1.1;

/**
 * The operations of each service and system by one source, so that none counts twice. Of metrics that tell where an
 * operation went and such that do not, the more: a driver below a router counts the router's operations again.
 */
export function chooseOperations(
  spans: readonly OperationLine[],
  metrics: readonly DatabaseLine[],
  points: number,
): DatabaseOperations[] {
  const ofSpans = byDatabaseSystem(spans.map(fromSpans));
  const ofMetrics = byDatabaseSystem(metrics.flatMap((line) => fromMetrics(line) ?? []));
  const services = new Set(spans.map(serviceKeyText));
  const chosen = [...ofMetrics].flatMap(([text, items]) => {
    const [first] = items;
    // Metrics that name no system may be about any that spans tell of.
    if (first?.system === "" && services.has(serviceKeyText(first))) return [];
    const counted = withoutDrivers(items, points);
    const told = ofSpans.get(text) ?? [];
    if (countOf(counted, points) <= countOf(told, points) * MISSED) return [];
    ofSpans.delete(text);
    return counted;
  });
  return [...[...ofSpans.values()].flat(), ...chosen];
}

function withoutDrivers(items: readonly DatabaseOperations[], points: number) {
  const routed = items.filter(({ datasource }) => datasource !== "");
  const plain = items.filter(({ datasource }) => datasource === "");
  return countOf(routed, points) >= countOf(plain, points) ? routed : plain;
}

const countOf = (items: readonly DatabaseOperations[], points: number): number =>
  measureOf(items, points)(points)?.count ?? 0;

const byDatabaseSystem = (items: readonly DatabaseOperations[]) =>
  grouped(items, (item) => JSON.stringify([serviceKeyText(item), item.system]));

function fromSpans(line: OperationLine): DatabaseOperations {
  const { namespace, service, environment, dimensions } = line;
  const { system = "", database = "", datasource = "", server = "", access } = dimensions;
  return {
    ...{ namespace, service, environment, system, database, datasource, server },
    access: access === "read" || access === "write" ? access : "",
    ...{ source: "spans", line },
  };
}

function fromMetrics(line: DatabaseLine): DatabaseOperations | null {
  if (line.measure !== "operationMs" && line.measure !== "failedMs") return null;
  const { namespace, service, environment, dimensions } = line;
  const { system, database, datasource, server, operation } = dimensions;
  return {
    ...{ namespace, service, environment, system, database, datasource, server },
    access: accessOf({ operation, statement: "" }),
    ...{ source: "metrics", line },
  };
}

/** Figures of operations together; all of one source. `points`: how many buckets there are. */
export function measureOf(items: readonly DatabaseOperations[], points: number): MeasuredAt {
  const spans = items.flatMap((one) => (one.source === "spans" ? [one.line] : []));
  if (spans.length > 0) return (slot) => ofCells(cellsAt(spans, slot, points));
  const lines = items.flatMap((one) => (one.source === "metrics" ? [one.line] : []));
  return (slot) => {
    const all = durationsOf(lines, ["operationMs", "failedMs"], slot);
    if (all === null) return null;
    return {
      count: all.count,
      errors: durationsOf(lines, ["failedMs"], slot)?.count ?? 0,
      totalMs: all.sum,
      maxMs: all.max,
      quantilesMs: (qs) => qs.map(all.quantile),
    };
  };
}

const cellsAt = (lines: readonly OperationLine[], slot: number, points: number) =>
  lines.flatMap(({ slots, total }) => (slot === points ? total : slots[slot]) ?? []);

function ofCells(cells: readonly OperationCell[]): Measured | null {
  const [first, ...others] = cells;
  if (!first) return null;
  const cell = others.length === 0 ? first : new OperationCell();
  if (cell !== first) for (const one of cells) cell.addCell(one);
  return {
    count: cell.count,
    errors: cell.errors,
    totalMs: cell.sumSeconds * 1_000,
    maxMs: cell.maxSeconds * 1_000,
    quantilesMs: (qs) => cell.quantiles(qs).map((band) => (band ? band.estimate * 1_000 : null)),
  };
}
