import type { RequestGroup, RequestsResponse } from "@/lib/contract/requests.ts";
import { DEFAULT_OBJECTIVE } from "@/lib/domain/requests.ts";
import { changeText, periodBefore, ratioChangeText, relativeChange } from "./change.ts";
import type { Figure, FigureStatus } from "./figure.ts";
import { formatMs, formatRate, formatRatio, UNKNOWN } from "./format.ts";
import type { ServiceRow } from "./service-rows.ts";
import { iconOf, rankOf } from "./service-status.ts";
import type { SparkSeries } from "./sparkline.ts";

type Input = {
  /** The answer for all services as one group. */
  all: RequestsResponse;
  rows: readonly ServiceRow[];
  compared: boolean;
  hrefOf: (row: ServiceRow) => string;
};

/** Growth by less than this is no news. */
const NEWS = 0.1;

/** Colours a growth of what should be small by the figure's own status; anything else stays calm. */
const toneOfGrowth = (status: FigureStatus, grew: boolean) =>
  grew && (status === "critical" || status === "warning") ? status : "calm";

/** The strip of the overview: requests, errors, p95 of all services, the worst p95, who reports. */
export function overviewFigures({ all, rows, compared, hrefOf }: Input): Figure[] {
  const [group] = all.groups;
  const note = compared
    ? `vs ${periodBefore(Date.parse(all.to) - Date.parse(all.from))}`
    : "not compared";
  const figures = group ? trafficFigures(group, note, worstOf(rows)) : [];
  const worst = slowestFigure(rows, note, hrefOf);
  return [...figures, ...(worst && rows.length > 1 ? [worst] : []), reportingFigure(rows)];
}

/** Requests, errors and p95 of one group, as every page about requests shows them. */
export function trafficFigures(
  group: RequestGroup,
  note: string,
  status: { p95: FigureStatus; errors: FigureStatus },
): Figure[] {
  const { totals, points } = group;
  const before = group.previous?.totals;
  const sparkOf = (pick: (point: RequestGroup["points"][number]) => number | null): SparkSeries =>
    points.map(pick);
  const rate = { now: totals.throughputPerSecond, before: before?.throughputPerSecond ?? null };
  const errors = { now: totals.errorRatio, before: before?.errorRatio ?? null };
  const p95 = { now: totals.p95Ms, before: before?.p95Ms ?? null };
  const errorsGrew = (errors.now ?? 0) > (errors.before ?? 0) * (1 + NEWS);
  const changed = (text: string | null, tone: "calm" | "warning" | "critical") =>
    text === null ? null : { text, tone };
  return [
    {
      id: "requests",
      label: "Requests",
      status: totals.requestCount === null ? "unknown" : "ok",
      value: formatRate(totals.throughputPerSecond),
      change: changed(changeText(rate), "calm"),
      note,
      spark: { values: sparkOf((point) => point.throughputPerSecond) },
    },
    {
      id: "errors",
      label: "Errors",
      status: status.errors,
      value: formatRatio(totals.errorRatio),
      change: changed(ratioChangeText(errors), toneOfGrowth(status.errors, errorsGrew)),
      note,
      spark: { values: sparkOf((point) => point.errorRatio) },
    },
    {
      id: "p95",
      label: "p95",
      status: status.p95,
      value: formatMs(totals.p95Ms),
      change: changed(changeText(p95), toneOfGrowth(status.p95, (relativeChange(p95) ?? 0) > NEWS)),
      note,
      spark: { values: sparkOf((point) => point.p95Ms), limit: DEFAULT_OBJECTIVE.p95Ms },
    },
  ];
}

/** The worst status of each measure over all services. */
function worstOf(rows: readonly ServiceRow[]): { p95: FigureStatus; errors: FigureStatus } {
  const of = (measure: "p95" | "errors"): FigureStatus => {
    const misses = rows.flatMap((row) =>
      row.status.kind === "missed"
        ? row.status.misses.filter((miss) => miss.measure === measure)
        : [],
    );
    if (misses.some((miss) => miss.severity === "critical")) return "critical";
    return misses.length > 0 ? "warning" : "ok";
  };
  return { p95: of("p95"), errors: of("errors") };
}

function slowestFigure(
  rows: readonly ServiceRow[],
  note: string,
  hrefOf: Input["hrefOf"],
): Figure | null {
  const slowest = rows
    .filter((row) => row.p95Ms !== null)
    .toSorted((a, b) => (b.p95Ms ?? 0) - (a.p95Ms ?? 0))[0];
  if (!slowest) return null;
  const over = (slowest.p95Ms ?? 0) > slowest.objective.p95Ms && slowest.status.kind === "missed";
  const status: FigureStatus = over ? iconOf(slowest.status) : "ok";
  const pair = { now: slowest.p95Ms, before: slowest.previous?.p95Ms ?? null };
  const text = changeText(pair);
  return {
    id: "slowest",
    label: `Slowest: ${slowest.service}`,
    status,
    value: formatMs(slowest.p95Ms),
    change:
      text === null
        ? null
        : { text, tone: toneOfGrowth(status, (relativeChange(pair) ?? 0) > NEWS) },
    note,
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
