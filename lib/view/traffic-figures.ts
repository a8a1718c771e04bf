import type { RequestGroup, RequestPoint } from "@/lib/contract/requests.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { changeText, ratioChangeText } from "./change.ts";
import type { Figure, FigureStatus } from "./figure.ts";
import { type Formatted, formatMs, formatRate, formatRatio } from "./format.ts";
import { livedRate } from "./lived-rate.ts";

/** Growth by less than this is no news. */
const NEWS = 0.1;

type Pair = { now: number | null; before: number | null };

/** A growth of what should be small takes the colour of the figure's own status; anything else stays calm. */
export function changeOf(
  text: string | null,
  { now, before }: Pair,
  status: FigureStatus,
): Figure["change"] {
  if (text === null) return null;
  const grew = now !== null && before !== null && now > before * (1 + NEWS);
  const loud = grew && (status === "critical" || status === "warning");
  return { text, tone: loud ? status : "calm" };
}

/** What stands after a change, or why there is none. `before` null: nothing is compared. */
export function changeNote(change: Figure["change"], before: string | null): string {
  if (before === null) return "not compared";
  return change === null ? "nothing to compare with" : `vs ${before}`;
}

/** How many buckets of these were reported in. */
const reported = (points: readonly RequestPoint[]): number =>
  points.filter((point) => point.requestCount !== null).length;

/** Whether the compared period was reported in for at least half as long: the first minutes of a service are no day. */
const isComparable = ({ points, previous }: RequestGroup): boolean =>
  previous !== undefined && reported(previous.points) * 2 >= reported(points);

type Spec = {
  id: string;
  pick: (figures: RequestGroup["totals"] | RequestPoint) => number | null;
  /** The figure of the whole range where it is not what `pick` takes from the totals. */
  total?: number | null;
  write: (value: number | null) => Formatted;
  change: (pair: Pair) => string | null;
  status: FigureStatus;
  limit?: number;
};

function figureOf(group: RequestGroup, before: string | null, spec: Spec): Figure {
  const { id, pick, write, status, limit } = spec;
  const pair = {
    now: spec.total === undefined ? pick(group.totals) : spec.total,
    before: group.previous && isComparable(group) ? pick(group.previous.totals) : null,
  };
  const change = changeOf(spec.change(pair), pair, status);
  return {
    id,
    label: id,
    status,
    value: write(pair.now),
    change,
    note: changeNote(change, before),
    spark: { values: group.points.map(pick), ...(limit === undefined ? {} : { limit }) },
  };
}

export type TrafficStatus = { p95: FigureStatus; errors: FigureStatus };

/** p95, requests, errors, p50 and p99 of one group; `before` names the compared period. */
export function trafficFigures(group: RequestGroup, before: string | null, status: TrafficStatus) {
  const quantile = (id: "p50" | "p95" | "p99", own: FigureStatus, limit?: number) =>
    figureOf(group, before, {
      id,
      pick: (figures) => figures[`${id}Ms`],
      write: formatMs,
      change: changeText,
      status: own,
      ...(limit === undefined ? {} : { limit }),
    });
  const requests = figureOf(group, before, {
    id: "requests",
    pick: (figures) => figures.throughputPerSecond,
    total: livedRate(group),
    write: formatRate,
    change: changeText,
    status: "ok",
  });
  const errors = figureOf(group, before, {
    id: "errors",
    pick: (figures) => figures.errorRatio,
    write: formatRatio,
    change: ratioChangeText,
    status: status.errors,
  });
  return {
    p95: quantile("p95", status.p95, DEFAULT_OBJECTIVE.p95Ms),
    requests: { ...requests, label: "Requests" },
    errors: { ...errors, label: "Errors" },
    p50: quantile("p50", "ok"),
    p99: quantile("p99", "ok"),
  };
}
