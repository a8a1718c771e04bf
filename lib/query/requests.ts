import type {
  RequestFigures,
  RequestGroup,
  RequestPoint,
  RequestsParams,
  RequestsResponse,
} from "@/lib/contract/requests.ts";
import { type Range, resolveRange } from "@/lib/contract/time.ts";
import { type Cell, CellMerger } from "./cells.ts";
import { passedSeconds, type RangePlan } from "./range-plan.ts";
import { NOT_REPORTED, noRequests, toRequestFigures } from "./request-figures.ts";
import { loadMatrix, planFor } from "./request-loading.ts";
import type { RequestMatrix } from "./request-matrix.ts";
import type { Selection } from "./request-selection.ts";

/**
 * Rate, errors and latency by group, over a range and point by point. Throws `ParameterError` for a range that cannot
 * be answered.
 */
export async function queryRequests(
  params: RequestsParams,
  nowMs: number,
): Promise<RequestsResponse> {
  const range = resolveRange(params, nowMs);
  const previousRange = { fromMs: 2 * range.fromMs - range.toMs, toMs: range.fromMs };
  const oldest = params.compare ? previousRange.fromMs : range.fromMs;
  const step = planFor(range, params.step, nowMs, oldest).stepSeconds;
  const current = await answer(params, range, step, nowMs);
  const previous = params.compare ? await answer(params, previousRange, step, nowMs) : null;
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    stepSeconds: step,
    groups: [...current].map(([text, group]) => {
      const before = previous?.get(text);
      return before
        ? { ...group, previous: { totals: before.totals, points: before.points } }
        : group;
    }),
  };
}

async function answer(
  params: RequestsParams,
  range: Range,
  step: number,
  nowMs: number,
): Promise<Map<string, RequestGroup>> {
  const plan = planFor(range, step, nowMs, range.fromMs);
  const { matrix, selection } = await loadMatrix(params, params.groupBy, plan, nowMs);
  const merger = new CellMerger(matrix.bytes);
  const groups = new Map<string, RequestGroup>();
  const context = { matrix, selection, merger, plan, nowMs, buckets: bucketsOf(plan, nowMs) };
  for (const text of groupsOf(matrix, selection)) groups.set(text, groupAnswer(text, context));
  return groups;
}

/** Groups with requests; of services also those that only reported. */
export function groupsOf(matrix: RequestMatrix, selection: Selection): string[] {
  const found = new Set(matrix.groups.keys());
  if (selection.kind === "service") {
    for (const serviceKey of matrix.presence.keys()) {
      const group = selection.groupOfService(serviceKey);
      if (group === undefined) continue;
      found.add(group);
      const services = matrix.servicesOf.get(group) ?? new Set<string>();
      matrix.servicesOf.set(group, services.add(serviceKey));
    }
  }
  const order = (text: string) => JSON.stringify(selection.keyOf(text));
  return [...found].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

type Context = {
  matrix: RequestMatrix;
  selection: Selection;
  merger: CellMerger;
  plan: RangePlan;
  /** Of each point: its start, and how many seconds of it have passed. */
  buckets: { at: string; passed: number }[];
  nowMs: number;
};

function bucketsOf(plan: RangePlan, nowMs: number): Context["buckets"] {
  return Array.from({ length: plan.points }, (_, point) => {
    const startMs = (plan.first + point * plan.stepSeconds) * 1000;
    const passed = passedSeconds(plan, nowMs, startMs, startMs + plan.stepSeconds * 1000);
    return { at: new Date(startMs).toISOString(), passed };
  });
}

function groupAnswer(text: string, context: Context): RequestGroup {
  const { matrix, selection, merger, plan, nowMs } = context;
  const cells = matrix.groups.get(text) ?? new Map<number, Cell>();
  const services = [...(matrix.servicesOf.get(text) ?? [])];
  const reported = (point: number) =>
    services.some((service) => matrix.presence.get(service)?.points.has(point));
  const points = context.buckets.map(({ at, passed }, point): RequestPoint => {
    const cell = cells.get(point);
    return { at, ...pointFigures(cell, cell !== undefined || reported(point), passed, merger) };
  });
  const passed = passedSeconds(plan, nowMs);
  const totals = toRequestFigures(merger.total(cells.values()), passed);
  return { key: selection.keyOf(text), totals, points };
}

function pointFigures(
  cell: Cell | undefined,
  reported: boolean,
  passed: number,
  merger: CellMerger,
): RequestFigures {
  if (cell) return toRequestFigures(merger.figures(cell), passed);
  return reported ? noRequests(passed) : NOT_REPORTED;
}
