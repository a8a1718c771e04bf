import { encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { contributionsOf } from "@/lib/aggregate/request-streams.ts";
import { TierRows } from "@/lib/aggregate/request-tiers.ts";
import type { RequestSource } from "@/lib/domain/requests.ts";
import { FIELD, type RequestRows } from "@/lib/store/request-reads.ts";
import { Cell } from "./cells.ts";
import type { RangePlan } from "./range-plan.ts";
import type { Selection } from "./request-selection.ts";
import type { SourceIntervals } from "./source-intervals.ts";

/** The rows of a question by group and point, and in which points which service reported. */
export type RequestMatrix = {
  bytes: Buffer;
  /** Cells of a group by point; absent: no row. */
  groups: Map<string, Map<number, Cell>>;
  /** Services of each group. */
  servicesOf: Map<string, Set<string>>;
  /** Points in which a service reported, and the last bucket in which it did (Unix seconds). */
  presence: Map<string, { points: Set<number>; lastBucket: number }>;
};

type Row = {
  group: string | null;
  serviceKey: string;
  source: RequestSource | "none";
  bucket: number;
  count: number;
  errors: number;
  sumSeconds: number;
  maxSeconds: number;
  sketch: Buffer | [start: number, end: number];
  exemplar: Buffer | null;
};

/** Sorts the rows that were read into groups and points, leaving out the source that does not count. */
export function buildMatrix(
  rows: RequestRows,
  plan: RangePlan,
  parts: { selection: Selection; sources: SourceIntervals },
): RequestMatrix {
  const matrix: RequestMatrix = {
    bytes: rows.reader.buffer,
    groups: new Map(),
    servicesOf: new Map(),
    presence: new Map(),
  };
  const all = [...tableRows(rows, parts.selection), ...pointRows(rows, plan, parts.selection)];
  for (const row of all) {
    if (row.source !== "none") parts.sources.note(row.serviceKey, row.bucket, row.source);
  }
  for (const row of all) addRow(matrix, row, plan, parts.sources);
  return matrix;
}

function* tableRows({ reader }: RequestRows, selection: Selection): Generator<Row> {
  while (reader.next()) {
    const meaning = selection.meaningOf(reader.bigint(FIELD.id));
    if (!meaning) continue;
    const start = reader.start(FIELD.sketch);
    yield {
      ...meaning,
      bucket: reader.integer(FIELD.bucket),
      count: reader.double(FIELD.count),
      errors: reader.double(FIELD.errors),
      sumSeconds: reader.double(FIELD.sumSeconds),
      maxSeconds: reader.double(FIELD.maxSeconds),
      sketch: [start, start + reader.length(FIELD.sketch)],
      exemplar: reader.isNull(FIELD.exemplar) ? null : reader.bytes(FIELD.exemplar),
    };
  }
}

/** What histogram points add that are not folded yet: all of them less those that are. */
function* pointRows(rows: RequestRows, plan: RangePlan, selection: Selection): Generator<Row> {
  if (rows.points.length === 0) return;
  const added = new TierRows();
  const folded = rows.points.filter((point) => point.generation < rows.unfoldedFrom);
  for (const { seriesId, bucket, ...figures } of contributionsOf(rows.points)) {
    added.add(seriesId, bucket, figures);
  }
  for (const { seriesId, bucket, ...figures } of contributionsOf(folded)) {
    added.add(seriesId, bucket, figures, -1);
  }
  for (const row of added.sorted()) {
    const meaning = selection.meaningOf(row.id);
    if (!meaning || row.bucket < plan.from || row.bucket >= plan.to) continue;
    const sketch = encodeDistribution(row.distribution);
    yield { ...meaning, ...row, sketch, exemplar: row.exemplarTraceId };
  }
}

function addRow(matrix: RequestMatrix, row: Row, plan: RangePlan, sources: SourceIntervals): void {
  const point = Math.floor((row.bucket - plan.first) / plan.stepSeconds);
  markPresent(matrix, row, point);
  const { group, source } = row;
  if (group === null || source === "none") return;
  if (!sources.counts(row.serviceKey, row.bucket, source)) return;
  const services = matrix.servicesOf.get(group) ?? new Set<string>();
  matrix.servicesOf.set(group, services.add(row.serviceKey));
  const cells = matrix.groups.get(group) ?? new Map<number, Cell>();
  matrix.groups.set(group, cells);
  const cell = cells.get(point) ?? new Cell();
  cells.set(point, cell);
  cell.add({ ...row, source });
  cell.sketches.push(row.sketch);
}

function markPresent(matrix: RequestMatrix, row: Row, point: number): void {
  let ofService = matrix.presence.get(row.serviceKey);
  if (!ofService) {
    ofService = { points: new Set(), lastBucket: row.bucket };
    matrix.presence.set(row.serviceKey, ofService);
  }
  ofService.points.add(point);
  if (row.bucket > ofService.lastBucket) ofService.lastBucket = row.bucket;
}
