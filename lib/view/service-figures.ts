import { changeText } from "./change.ts";
import type { Figure, FigureStatus } from "./figure.ts";
import { formatMs } from "./format.ts";
import { trafficFigures } from "./overview-figures.ts";
import type { ServicePage } from "./service-page.ts";

function statusOf(page: ServicePage, measure: "p95" | "errors"): FigureStatus {
  if (page.status.kind === "stale") return "unknown";
  if (page.status.kind !== "missed") return "ok";
  return page.status.misses.find((miss) => miss.measure === measure)?.severity ?? "ok";
}

/** p95, requests and errors, then p50 and p99, of one service or route. */
export function serviceFigures(page: ServicePage, compared: boolean): Figure[] {
  const note = compared ? `vs ${page.before}` : "not compared";
  const { totals, points, previous } = page.group;
  const quantile = (id: "p50" | "p99", pick: "p50Ms" | "p99Ms"): Figure => {
    const text = changeText({ now: totals[pick], before: previous?.totals[pick] ?? null });
    return {
      id,
      label: id,
      status: "ok",
      value: formatMs(totals[pick]),
      change: text === null ? null : { text, tone: "calm" },
      note,
      spark: { values: points.map((point) => point[pick]) },
    };
  };
  const traffic = trafficFigures(page.group, note, {
    p95: statusOf(page, "p95"),
    errors: statusOf(page, "errors"),
  });
  const order = ["p95", "requests", "errors"];
  return [
    ...traffic.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
    quantile("p50", "p50Ms"),
    quantile("p99", "p99Ms"),
  ];
}
