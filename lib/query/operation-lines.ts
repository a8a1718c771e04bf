import type { Pool } from "pg";
import type { TierKind } from "@/lib/aggregate/request-tiers.ts";
import { SELF_SERVICE, type ServiceKey } from "@/lib/domain/service.ts";
import type { Dimensions, OperationConcern } from "@/lib/domain/span-operations.ts";
import { primaryReadPool } from "@/lib/platform/db.ts";
import type { OperationSeriesRow } from "@/lib/store/operation-series.ts";
import { FIELD, type RequestRows, readRequestRows } from "@/lib/store/request-reads.ts";
import { OperationCatalog } from "./operation-catalog.ts";
import { OperationCell } from "./operation-cells.ts";
import { coarsen } from "./operation-plan.ts";
import type { RangePlan } from "./range-plan.ts";

/** Filters of a question; an empty list filters nothing. */
export type OperationFilters = {
  service: string[];
  namespace: string[];
  environment: string[];
  instance: string[];
};

/**
 * What is asked. `level` "target": a line for each row of the concern's page, instances together; "series": for each
 * instance and detail (statement, collection …) by itself, which reads many more rows: ask it of one service or target.
 * `dimensions`: values that target or detail must have; a name that is left out, or an empty list, filters nothing.
 */
export type OperationQuestion = {
  concern: OperationConcern;
  plan: RangePlan;
  filters: OperationFilters;
  dimensions?: Readonly<Record<string, readonly string[]>>;
  level: "target" | "series";
  nowMs: number;
};

/** What operations of one identity did. `instance` is empty at level "target". */
export type OperationLine = ServiceKey & {
  instance: string;
  /** The target's, and at level "series" the detail's besides. */
  dimensions: Dimensions;
  /** By point of the plan; null: there was no operation. Whether the service reported, requests tell. */
  slots: (OperationCell | null)[];
  total: OperationCell;
  /** 32 hex digits; null: none is known. The trace may not be kept. */
  exemplarTraceId: string | null;
};

// Next bundles this module more than once in a process; the catalog must exist once.
declare global {
  var headroomOperationCatalog: OperationCatalog | undefined;
}

/** The catalog of this process. */
function operationCatalog(): OperationCatalog {
  globalThis.headroomOperationCatalog ??= new OperationCatalog(primaryReadPool());
  return globalThis.headroomOperationCatalog;
}

/** Reads operations of a concern, in no particular order; lines without any operation in the range are left out. */
export async function readOperations(
  pool: Pool,
  question: OperationQuestion,
): Promise<OperationLine[]> {
  const catalog = operationCatalog();
  await catalog.refresh(question.nowMs);
  const { plan } = question;
  const selection = select(catalog, question);
  if (selection.lineOf.size === 0) return [];
  const segments = selection.kind === "target" ? coarsen(plan) : plan.segments;
  const { from, to } = plan;
  const rows = await readRequestRows(pool, { ...selection, segments, from, to });
  addRows(rows, plan, selection);
  return [...new Set(selection.lineOf.values())].flatMap((line) => finish(line));
}

/** How many lines of level "target" a question may have. */
export async function countTargets(
  question: Pick<OperationQuestion, "concern" | "filters" | "nowMs">,
): Promise<number> {
  const catalog = operationCatalog();
  await catalog.refresh(question.nowMs);
  const targets = new Set<bigint>();
  for (const row of catalog.all()) if (passes(row, question)) targets.add(row.targetId);
  return targets.size;
}

type Selection = {
  kind: TierKind;
  ids: bigint[] | null;
  lineOf: Map<bigint, OperationLine>;
};

/** More of all ids than this are read without naming them. */
const NAMED_SHARE = 0.5;

function select(catalog: OperationCatalog, question: OperationQuestion): Selection {
  const { level, plan } = question;
  const kind =
    level === "target" && question.filters.instance.length === 0 ? "target" : "operation";
  const lines = new Map<bigint, OperationLine>();
  const lineOf = new Map<bigint, OperationLine>();
  const all = new Set<bigint>();
  for (const row of catalog.all()) {
    const id = kind === "target" ? row.targetId : row.seriesId;
    all.add(id);
    if (!passes(row, question)) continue;
    const lineId = level === "target" ? row.targetId : row.seriesId;
    const line = lines.get(lineId) ?? emptyLine(row, level, plan.points);
    lines.set(lineId, line);
    lineOf.set(id, line);
  }
  const ids = lineOf.size > all.size * NAMED_SHARE ? null : [...lineOf.keys()];
  return { kind, ids, lineOf };
}

const emptyLine = (
  row: OperationSeriesRow,
  level: OperationQuestion["level"],
  points: number,
): OperationLine => ({
  ...row.service,
  instance: level === "target" ? "" : row.instance,
  dimensions: level === "target" ? row.target : { ...row.target, ...row.detail },
  slots: new Array<OperationCell | null>(points).fill(null),
  total: new OperationCell(),
  exemplarTraceId: null,
});

const isAmong = (wanted: readonly string[], value: string) =>
  wanted.length === 0 || wanted.includes(value);

function passes(
  row: OperationSeriesRow,
  question: Pick<OperationQuestion, "concern" | "filters" | "dimensions">,
): boolean {
  const { filters, dimensions = {} } = question;
  const { namespace, service, environment } = row.service;
  return (
    row.concern === question.concern &&
    (service !== SELF_SERVICE || filters.service.length > 0) &&
    isAmong(filters.service, service) &&
    isAmong(filters.namespace, namespace) &&
    isAmong(filters.environment, environment) &&
    isAmong(filters.instance, row.instance) &&
    Object.entries(dimensions).every(([name, wanted]) =>
      isAmong(wanted, row.target[name] ?? row.detail[name] ?? ""),
    )
  );
}

/** Straight from the answer's bytes: a question may read a hundred thousand rows. */
function addRows({ reader }: RequestRows, plan: RangePlan, { lineOf }: Selection): void {
  while (reader.next()) {
    const line = lineOf.get(reader.bigint(FIELD.id));
    if (!line) continue;
    const slot = Math.floor((reader.integer(FIELD.bucket) - plan.first) / plan.stepSeconds);
    if (slot < 0 || slot >= line.slots.length) continue;
    let cell = line.slots[slot];
    if (!cell) {
      cell = new OperationCell();
      line.slots[slot] = cell;
    }
    const start = reader.start(FIELD.sketch);
    cell.add({
      count: reader.double(FIELD.count),
      errors: reader.double(FIELD.errors),
      sumSeconds: reader.double(FIELD.sumSeconds),
      maxSeconds: reader.double(FIELD.maxSeconds),
      bytes: reader.buffer,
      start,
      end: start + reader.length(FIELD.sketch),
      exemplarAt: reader.isNull(FIELD.exemplar) ? null : reader.start(FIELD.exemplar),
    });
  }
}

function finish(line: OperationLine): OperationLine[] {
  for (const cell of line.slots) if (cell) line.total.addCell(cell);
  if (line.total.count === 0) return [];
  return [{ ...line, exemplarTraceId: line.total.exemplarTraceId }];
}
