import { REQUEST_FILTERS } from "@/lib/domain/chart-spec.ts";
import { REQUEST_GROUPINGS } from "@/lib/domain/requests.ts";
import type { AlertQuestion, AlertThing } from "./alert-question.ts";
import { CellMerger } from "./cells.ts";
import { passedSeconds } from "./range-plan.ts";
import { NOT_REPORTED, noRequests, toRequestFigures } from "./request-figures.ts";
import { loadMatrix, planFor } from "./request-loading.ts";
import type { RequestFilters } from "./request-selection.ts";
import { groupsOf } from "./requests.ts";

/** The figures of each group over one range as a whole; of services also those that only reported. */
export async function requestTotals(
  question: Omit<AlertQuestion, "concern" | "measure">,
  nowMs: number,
): Promise<AlertThing[]> {
  const { fromMs, toMs } = question;
  const plan = planFor({ fromMs, toMs }, (toMs - fromMs) / 1_000, nowMs, fromMs);
  const whole = { ...plan, first: plan.from, stepSeconds: plan.to - plan.from, points: 1 };
  const groupBy = REQUEST_GROUPINGS.filter((name) => question.groupBy.includes(name));
  const { matrix, selection } = await loadMatrix(filtersOf(question), groupBy, whole, nowMs);
  const merger = new CellMerger(matrix.bytes);
  const passed = passedSeconds(plan, nowMs);
  const reported = (text: string) =>
    [...(matrix.servicesOf.get(text) ?? [])].some(
      (service) => matrix.presence.get(service)?.points.size,
    );
  return groupsOf(matrix, selection).map((text) => {
    const cell = matrix.groups.get(text)?.get(0);
    const silent = reported(text) ? noRequests(passed) : NOT_REPORTED;
    const figures = cell ? toRequestFigures(merger.figures(cell), passed) : silent;
    const key = Object.fromEntries(Object.entries(selection.keyOf(text)).filter(isGiven));
    return { key, figures, count: figures.requestCount };
  });
}

const isGiven = (entry: [string, string | undefined]): entry is [string, string] =>
  entry[1] !== undefined;

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
