import { encodeDistribution } from "@/lib/aggregate/distribution.ts";
import { contributionsOf } from "@/lib/aggregate/request-streams.ts";
import { type TierRow, TierRows } from "@/lib/aggregate/request-tiers.ts";
import { FIELD, type RequestRows } from "@/lib/store/request-reads.ts";
import { Cell } from "./cells.ts";
import type { RangePlan } from "./range-plan.ts";
import type { Meaning, Selection } from "./request-selection.ts";
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
  const into = { matrix, plan, sources: parts.sources };
  const points = pointRows(rows, plan, parts.selection);
  const meanings = noteSources(rows, points, parts);
  addTableRows(rows, meanings, into);
  for (const { meaning, row } of points) {
    const cell = cellFor(meaning, row.bucket, into);
    if (!cell || meaning.source === "none") continue;
    cell.add({ ...row, exemplar: row.exemplarTraceId, exemplarAt: 0, source: meaning.source });
    cell.encoded.push(encodeDistribution(row.distribution));
  }
  return matrix;
}

/** What each row of the tables means, in their order; the sources learn what every row, of points too, brings. */
function noteSources(
  { reader }: RequestRows,
  points: readonly PointRow[],
  { selection, sources }: { selection: Selection; sources: SourceIntervals },
): (Meaning | undefined)[] {
  const meanings: (Meaning | undefined)[] = [];
  const note = ({ serviceKey, source }: Meaning, bucket: number) => {
    if (source !== "none") sources.note(serviceKey, bucket, source);
  };
  while (reader.next()) {
    const meaning = selection.meaningOf(reader.bigint(FIELD.id));
    meanings.push(meaning);
    if (meaning) note(meaning, reader.integer(FIELD.bucket));
  }
  reader.rewind();
  for (const { meaning, row } of points) note(meaning, row.bucket);
  return meanings;
}

type Into = { matrix: RequestMatrix; plan: RangePlan; sources: SourceIntervals };

/** Straight from the answer's bytes: a question may read a hundred thousand rows. */
function addTableRows(
  { reader }: RequestRows,
  meanings: readonly (Meaning | undefined)[],
  into: Into,
): void {
  for (let n = 0; reader.next(); n++) {
    const meaning = meanings[n];
    if (!meaning) continue;
    const cell = cellFor(meaning, reader.integer(FIELD.bucket), into);
    if (!cell || meaning.source === "none") continue;
    cell.add({
      count: reader.double(FIELD.count),
      errors: reader.double(FIELD.errors),
      sumSeconds: reader.double(FIELD.sumSeconds),
      maxSeconds: reader.double(FIELD.maxSeconds),
      exemplar: reader.isNull(FIELD.exemplar) ? null : reader.buffer,
      exemplarAt: reader.start(FIELD.exemplar),
      source: meaning.source,
    });
    const start = reader.start(FIELD.sketch);
    cell.starts.push(start);
    cell.ends.push(start + reader.length(FIELD.sketch));
  }
}

type PointRow = { meaning: Meaning; row: TierRow };

/** What histogram points add that are not folded yet: all of them less those that are. */
function pointRows(rows: RequestRows, plan: RangePlan, selection: Selection): PointRow[] {
  if (rows.points.length === 0) return [];
  const added = new TierRows();
  const folded = rows.points.filter((point) => point.generation < rows.unfoldedFrom);
  for (const { seriesId, bucket, ...figures } of contributionsOf(rows.points)) {
    added.add(seriesId, bucket, figures);
  }
  for (const { seriesId, bucket, ...figures } of contributionsOf(folded)) {
    added.add(seriesId, bucket, figures, -1);
  }
  return added.sorted().flatMap((row) => {
    const meaning = selection.meaningOf(row.id);
    return meaning && row.bucket >= plan.from && row.bucket < plan.to ? [{ meaning, row }] : [];
  });
}

/** The cell that a row counts in; null: it only says that its service reported, or the other source counts. */
function cellFor(meaning: Meaning, bucket: number, { matrix, plan, sources }: Into): Cell | null {
  const { group, serviceKey, source } = meaning;
  const point = Math.floor((bucket - plan.first) / plan.stepSeconds);
  markPresent(matrix, { serviceKey, bucket, point });
  if (group === null || source === "none") return null;
  if (!sources.counts(serviceKey, bucket, source)) return null;
  const cells = remember(matrix.groups, group, () => new Map<number, Cell>());
  remember(matrix.servicesOf, group, () => new Set<string>()).add(serviceKey);
  return remember(cells, point, () => new Cell());
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function markPresent(
  { presence }: RequestMatrix,
  row: { serviceKey: string; bucket: number; point: number },
): void {
  const ofService = remember(presence, row.serviceKey, () => ({
    points: new Set<number>(),
    lastBucket: row.bucket,
  }));
  ofService.points.add(row.point);
  if (row.bucket > ofService.lastBucket) ofService.lastBucket = row.bucket;
}
