import type { Figure, FigureStatus } from "./figure.ts";
import type { ServicePage } from "./service-page.ts";
import { type Miss, measureStatus } from "./service-status.ts";
import { trafficFigures } from "./traffic-figures.ts";

/** p95, requests and errors, then p50 and p99, of one service or route. A silent one is unknown. */
export function serviceFigures(
  { group, status, before }: ServicePage,
  compared: boolean,
): Figure[] {
  const own = (measure: Miss["measure"]): FigureStatus =>
    status.kind === "stale" ? "unknown" : measureStatus(status, measure);
  const judged = { p95: own("p95"), errors: own("errors") };
  const figures = trafficFigures(group, compared ? before : null, judged);
  return [figures.p95, figures.requests, figures.errors, figures.p50, figures.p99];
}
