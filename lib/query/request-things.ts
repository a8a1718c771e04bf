import { setImmediate as nextTurn } from "node:timers/promises";
import { REQUEST_FILTERS } from "@/lib/domain/chart-spec.ts";
import { REQUEST_GROUPINGS } from "@/lib/domain/requests.ts";
import type { AlertFigures, AlertQuestion, AlertThing } from "./alert-question.ts";
import { Cell, CellMerger } from "./cells.ts";
import { passedSeconds, type RangePlan } from "./range-plan.ts";
import { NOT_REPORTED, noRequests, toRequestFigures } from "./request-figures.ts";
import { loadMatrix, planFor } from "./request-loading.ts";
import type { RequestMatrix } from "./request-matrix.ts";
import type { RequestFilters, Selection } from "./request-selection.ts";
import { groupsOf } from "./requests.ts";

const MS = 1_000;
/** From here on a request that took longer than its target is not even tolerable. @see https://www.apdex.org/ */
const TOLERATED = 4;

type RequestQuestion = Omit<AlertQuestion, "concern" | "measure">;
type Told = { matrix: RequestMatrix; selection: Selection; plan: RangePlan };

/** The figures of each group over one range as a whole; of services also those that only reported. */
export async function requestTotals(
  question: RequestQuestion,
  nowMs: number,
): Promise<AlertThing[]> {
  const { fromMs, toMs, targetMs } = question;
  const plan = planFor({ fromMs, toMs }, (toMs - fromMs) / MS, nowMs, fromMs);
  const whole = { ...plan, first: plan.from, stepSeconds: plan.to - plan.from, points: 1 };
  const told = await load(question, whole, nowMs);
  const merger = new CellMerger(told.matrix.bytes);
  const passed = passedSeconds(plan, nowMs);
  return groupsOf(told.matrix, told.selection).map((text) => ({
    key: keyOf(told, text),
    ...figuresOf(merger, {
      cell: told.matrix.groups.get(text)?.get(0),
      isReported: reportedIn(told, text, (points) => points.size > 0),
      ...{ passed, targetMs },
    }),
  }));
}

/** Windows of one length that end at moments of one distance; all are multiples of the buckets that are read. */
export type WindowGrid = {
  /** End of the first window, in Unix seconds. */
  first: number;
  count: number;
  everySeconds: number;
  windowSeconds: number;
  bucketSeconds: number;
};

/** The figures of each group over each window of a grid, as `requestTotals` would have them. */
export async function requestCourse(
  question: RequestQuestion,
  grid: WindowGrid,
  nowMs: number,
): Promise<AlertThing[][]> {
  const { first, count, everySeconds, windowSeconds, bucketSeconds } = grid;
  const fromMs = (first - windowSeconds) * MS;
  const toMs = (first + (count - 1) * everySeconds) * MS;
  const plan = planFor({ fromMs, toMs }, bucketSeconds, nowMs, fromMs);
  const told = await load(question, plan, nowMs);
  const merger = new CellMerger(told.matrix.bytes);
  const keys = groupsOf(told.matrix, told.selection).map(
    (text) => [text, keyOf(told, text)] as const,
  );
  const moments: AlertThing[][] = [];
  for (let moment = 0; moment < count; moment++) {
    if (moment % MOMENTS_A_TURN === 0) await nextTurn();
    const end = first + moment * everySeconds;
    // What is kept may be coarser than what is asked for: then windows are rounded outwards.
    const slots = {
      from: Math.floor((end - windowSeconds - plan.first) / plan.stepSeconds),
      to: Math.ceil((end - plan.first) / plan.stepSeconds),
    };
    moments.push(
      keys.map(([text, key]) => ({
        key,
        ...figuresOf(merger, {
          cell: mergedCell(told.matrix.groups.get(text), slots),
          isReported: reportedIn(told, text, (points) => hasAny(points, slots)),
          ...{ passed: windowSeconds, targetMs: question.targetMs },
        }),
      })),
    );
  }
  return moments;
}

/** Moments that are worked out before others get their turn. */
const MOMENTS_A_TURN = 32;

async function load(question: RequestQuestion, plan: RangePlan, nowMs: number): Promise<Told> {
  const groupBy = REQUEST_GROUPINGS.filter((name) => question.groupBy.includes(name));
  return { ...(await loadMatrix(filtersOf(question), groupBy, plan, nowMs)), plan };
}

type Slots = { from: number; to: number };

function hasAny(points: ReadonlySet<number>, { from, to }: Slots): boolean {
  for (let slot = from; slot < to; slot++) if (points.has(slot)) return true;
  return false;
}

function mergedCell(cells: ReadonlyMap<number, Cell> | undefined, { from, to }: Slots) {
  const sum = new Cell();
  let isEmpty = true;
  for (let slot = from; slot < to; slot++) {
    const cell = cells?.get(slot);
    if (!cell) continue;
    sum.addCell(cell);
    isEmpty = false;
  }
  return isEmpty ? undefined : sum;
}

const keyOf = ({ selection }: Told, text: string): Record<string, string> =>
  Object.fromEntries(Object.entries(selection.keyOf(text)).filter(isGiven));

const isGiven = (entry: [string, string | undefined]): entry is [string, string] =>
  entry[1] !== undefined;

const reportedIn = (
  { matrix }: Told,
  text: string,
  has: (points: ReadonlySet<number>) => boolean,
): boolean =>
  [...(matrix.servicesOf.get(text) ?? [])].some((service) => {
    const presence = matrix.presence.get(service);
    return presence !== undefined && has(presence.points);
  });

type Part = {
  cell: Cell | undefined;
  isReported: boolean;
  passed: number;
  targetMs: number | undefined;
};

function figuresOf(merger: CellMerger, { cell, isReported, passed, targetMs }: Part): AlertFigures {
  if (!cell) {
    const figures = isReported ? noRequests(passed) : NOT_REPORTED;
    return { figures, count: figures.requestCount };
  }
  const figures = toRequestFigures(merger.figures(cell), passed);
  const count = figures.requestCount;
  if (targetMs === undefined || count === null || count === 0) return { figures, count };
  const satisfied = merger.countAtMost(targetMs / MS);
  const tolerating = merger.countAtMost((TOLERATED * targetMs) / MS) - satisfied;
  return {
    figures: {
      ...figures,
      slowCount: Math.max(count - satisfied, 0),
      slowRatio: Math.max(1 - satisfied / count, 0),
      apdex: Math.min((satisfied + tolerating / 2) / count, 1),
    },
    count,
  };
}

function filtersOf({ filters }: Pick<AlertQuestion, "filters">): RequestFilters {
  const none: RequestFilters = {
    service: [],
    namespace: [],
    environment: [],
    route: [],
    method: [],
    status: [],
    instance: [],
    version: [],
  };
  for (const name of REQUEST_FILTERS) none[name] = filters[name] ?? [];
  return none;
}
