import type { RequestGroup, RequestsResponse } from "@/lib/contract/requests.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { errorRule, findBreaches, latencyRule } from "./breach.ts";
import { changeText, periodBefore } from "./change.ts";
import type { Figure } from "./figure.ts";
import { formatMs, UNKNOWN } from "./format.ts";
import type { ServiceRow } from "./service-rows.ts";
import { measureStatus, rankOf, statusOf } from "./service-status.ts";
import { changeNote, changeOf, type TrafficStatus, trafficFigures } from "./traffic-figures.ts";

type Input = {
  /** The answer for all services as one group. */
  all: RequestsResponse;
  rows: readonly ServiceRow[];
  compared: boolean;
  hrefOf: (row: ServiceRow) => string;
  /** What the concerns tell of all services, see `concernFigures`. */
  concerns?: readonly Figure[];
};

const MOST_FIGURES = 6;

/** The strip of the overview: requests, errors and p95 of all services, the concerns, the slowest, and who reports. */
export function overviewFigures({ all, rows, compared, hrefOf, concerns = [] }: Input): Figure[] {
  const [group] = all.groups;
  const before = compared ? periodBefore(Date.parse(all.to) - Date.parse(all.from)) : null;
  const figures: Figure[] = [];
  if (group) {
    const status = judge(group, all.stepSeconds * 1_000);
    const { requests, errors, p95 } = trafficFigures(group, before, status);
    figures.push(requests, errors, { ...p95, label: "p95, all services" });
  }
  figures.push(...concerns);
  const slowest = slowestFigure(rows, before, hrefOf);
  if (slowest && rows.length > 1 && figures.length < MOST_FIGURES - 1) figures.push(slowest);
  return [...figures, reportingFigure(rows)];
}

/** The status of all services taken together, by their own figures. */
function judge(group: RequestGroup, stepMs: number): TrafficStatus {
  const series = { points: group.points, stepMs };
  const status = statusOf({
    totals: group.totals,
    latencyBreaches: findBreaches(series, latencyRule(DEFAULT_OBJECTIVE.p95Ms)),
    errorBreaches: findBreaches(series, errorRule(DEFAULT_OBJECTIVE.errorRatio)),
    lastSeenMs: 0,
    untilMs: 0,
    objective: DEFAULT_OBJECTIVE,
  });
  return { p95: measureStatus(status, "p95"), errors: measureStatus(status, "errors") };
}

/** The largest p95 among services that can be judged. */
function slowestFigure(
  rows: readonly ServiceRow[],
  before: string | null,
  hrefOf: Input["hrefOf"],
): Figure | null {
  const slowest = rows
    .filter((row) => row.status.kind === "ok" || row.status.kind === "missed")
    .filter((row) => row.p95Ms !== null)
    .toSorted((a, b) => (b.p95Ms ?? 0) - (a.p95Ms ?? 0))[0];
  if (!slowest) return null;
  const status = measureStatus(slowest.status, "p95");
  const pair = { now: slowest.p95Ms, before: slowest.previous?.p95Ms ?? null };
  const change = changeOf(changeText(pair), pair, status);
  return {
    id: "slowest",
    label: `Slowest: ${slowest.service}`,
    status,
    value: formatMs(slowest.p95Ms),
    change,
    note: changeNote(change, before),
    spark: { values: slowest.sparks.p95, limit: slowest.objective.p95Ms },
    href: hrefOf(slowest),
  };
}

function reportingFigure(rows: readonly ServiceRow[]): Figure {
  const quiet = rows.filter((row) => row.status.kind === "stale").length;
  const troubled = rows.filter((row) => rankOf(row.status) < 2).length;
  return {
    id: "reporting",
    label: "Services reporting",
    status: quiet > 0 ? "unknown" : "ok",
    value: { value: rows.length === 0 ? UNKNOWN : String(rows.length - quiet), unit: "" },
    ...(quiet > 0 ? { aside: `of ${rows.length}` } : {}),
    change: null,
    note:
      troubled === 0
        ? "none over its objective"
        : `${troubled} over ${troubled === 1 ? "its objective" : "their objectives"}`,
  };
}
