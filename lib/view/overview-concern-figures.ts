import type { OverviewService } from "@/lib/contract/overview.ts";
import { worstStatus } from "@/lib/domain/concern-status.ts";
import type { Figure } from "./figure.ts";
import { formatRatio } from "./format.ts";

/** The page of a concern for all services shown. */
type PageHref = (concern: "caches" | "breakers") => string;

/** What caches answer and which breakers are not closed, over all services; a concern that nobody reports is left out. */
export function concernFigures(services: readonly OverviewService[], hrefOf: PageHref): Figure[] {
  return [cachesFigure(services, hrefOf), breakersFigure(services, hrefOf)].filter(
    (figure) => figure !== null,
  );
}

function cachesFigure(services: readonly OverviewService[], hrefOf: PageHref): Figure | null {
  const told = services.flatMap(({ caches }) => caches ?? []);
  if (told.length === 0) return null;
  const sum = (pick: (one: (typeof told)[number]) => number | null | undefined) =>
    told.reduce((total, one) => total + (pick(one) ?? 0), 0);
  const ratio = (hits: number, misses: number) =>
    hits + misses === 0 ? null : hits / (hits + misses);
  const parts = Math.max(...told.map(({ course }) => course.hits.length));
  const layers = sum(({ layerCount }) => layerCount);
  return {
    id: "caches",
    label: "Cache answers",
    status: worstStatus(told.map(({ status }) => status)),
    value: formatRatio(
      ratio(
        sum(({ hits }) => hits),
        sum(({ misses }) => misses),
      ),
    ),
    change: null,
    note: `${layers} ${layers === 1 ? "layer" : "layers"} of caches`,
    spark: {
      values: Array.from({ length: parts }, (_, index) =>
        ratio(
          sum(({ course }) => course.hits[index]),
          sum(({ course }) => course.misses[index]),
        ),
      ),
    },
    href: hrefOf("caches"),
  };
}

function breakersFigure(services: readonly OverviewService[], hrefOf: PageHref): Figure | null {
  const told = services.flatMap(({ breakers }) => breakers ?? []);
  if (told.length === 0) return null;
  const sum = (pick: (one: (typeof told)[number]) => number) =>
    told.reduce((total, one) => total + pick(one), 0);
  const open = sum(({ openCount }) => openCount);
  const half = sum(({ halfOpenCount }) => halfOpenCount);
  const all = sum(({ instanceCount }) => instanceCount);
  const loud = open > 0 ? `${open} open` : half > 0 ? `${half} half-open` : "All closed";
  const silent = sum(({ unknownCount }) => unknownCount);
  return {
    id: "breakers",
    label: "Breakers",
    status: worstStatus(told.map(({ status }) => status)),
    value: { value: silent === all ? "–" : loud, unit: "" },
    ...(open + half > 0 ? { aside: `of ${all}` } : {}),
    change: null,
    note: noteOf({ open, half, silent, all }),
    href: hrefOf("breakers"),
  };
}

function noteOf({ open, half, silent, all }: Record<"open" | "half" | "silent" | "all", number>) {
  if (silent > 0) return `${silent} ${silent === 1 ? "reports" : "report"} no more`;
  if (open > 0 && half > 0) return `${half} half-open`;
  return `${all} ${all === 1 ? "instance" : "instances"}`;
}
