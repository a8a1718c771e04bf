import { sketchIndex, sketchLowerBound } from "@/lib/aggregate/latency-sketch.ts";
import { DistributionMerger } from "@/lib/aggregate/quantile.ts";
import type { HeatmapParams, HeatmapResponse } from "@/lib/contract/requests.ts";
import { resolveRange } from "@/lib/contract/time.ts";
import { Cell, CellMerger } from "./cells.ts";
import { loadMatrix, planFor } from "./request-loading.ts";

/** Sketch buckets in a row: four rows for each doubling. */
const PER_ROW = 16;
/** Rows from about a microsecond to about five hours; beyond is counted at the edge. */
const LOWEST_ROW = -80;
const HIGHEST_ROW = 57;
const MS = 1_000;

/** How many requests took how long, column by column; rows are a quarter of a doubling high. Throws `ParameterError`. */
export async function queryHeatmap(params: HeatmapParams, nowMs: number): Promise<HeatmapResponse> {
  const range = resolveRange(params, nowMs);
  const plan = planFor(range, params.step, nowMs, range.fromMs);
  const { matrix } = await loadMatrix(params, [], plan, nowMs);
  const merger = new CellMerger(matrix.bytes);
  const scratch = new DistributionMerger();
  const columns: Map<number, number>[] = [];
  for (let point = 0; point < plan.points; point++) {
    scratch.clear();
    for (const cells of matrix.groups.values())
      merger.fill(scratch, cells.get(point) ?? new Cell());
    columns.push(rowsOf(scratch));
  }
  const rows = columns.flatMap((column) => [...column.keys()]);
  if (rows.length === 0) rows.push(0);
  const lowest = Math.min(...rows);
  const height = Math.max(...rows) - lowest + 1;
  return {
    stepSeconds: plan.stepSeconds,
    boundsMs: Array.from({ length: height }, (_, i) => upperBound(lowest + i) * MS),
    columns: columns.map((column, point) => ({
      at: new Date((plan.first + point * plan.stepSeconds) * 1000).toISOString(),
      counts: Array.from({ length: height }, (_, i) => column.get(lowest + i) ?? 0),
    })),
  };
}

const upperBound = (row: number) => sketchLowerBound((row + 1) * PER_ROW);

const clamp = (row: number) => Math.min(Math.max(row, LOWEST_ROW), HIGHEST_ROW);

const rowOf = (seconds: number) =>
  seconds > 0 ? clamp(Math.floor(sketchIndex(seconds) / PER_ROW)) : LOWEST_ROW;

function rowsOf(merger: DistributionMerger): Map<number, number> {
  const rows = new Map<number, number>();
  const add = (row: number, count: number) => rows.set(row, (rows.get(row) ?? 0) + count);
  if (merger.zeroCount > 0) add(LOWEST_ROW, merger.zeroCount);
  merger.forEachBucket((index, count) => add(clamp(Math.floor(index / PER_ROW)), count));
  for (const { bounds, counts } of merger.explicitParts) {
    for (const [i, count] of counts.entries()) {
      if (count <= 0) continue;
      const high = bounds[i] ?? (bounds.at(-1) ?? 1) * 1.5;
      const low = bounds[i - 1] ?? high / 2;
      spreadOver(rowOf(low * 1.000_001), rowOf(high), count, add);
    }
  }
  return rows;
}

/** A bucket with wide bounds says nothing of where in it: its count is spread evenly over its rows. */
function spreadOver(
  from: number,
  to: number,
  count: number,
  add: (row: number, count: number) => void,
): void {
  const size = Math.max(to - from + 1, 1);
  for (let i = 0; i < size; i++) add(from + i, count / size);
}
