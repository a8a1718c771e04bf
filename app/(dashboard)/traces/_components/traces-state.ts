import { parseAsFloat, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { Bar } from "@/components/frame/bar-state.ts";
import type { TracesQuestion } from "@/lib/client/traces.ts";
import type { TraceFilters } from "@/lib/view/traces.ts";

/** What the list is narrowed by, as it stands in the URL beside the bar. */
export const filterParsers = {
  route: parseAsString,
  method: parseAsString,
  minMs: parseAsFloat,
  maxMs: parseAsFloat,
  status: parseAsStringLiteral(["error", "ok"]),
  search: parseAsString,
};

/** How the list is shown; also in the URL. `order` because the table's own sorting is `sort`. */
export const shownParsers = {
  order: parseAsStringLiteral(["newest", "slowest"]).withDefault("newest"),
  axis: parseAsStringLiteral(["log", "linear"]).withDefault("log"),
};

export type ListFilters = Omit<TraceFilters, "service">;

export const NO_FILTERS: ListFilters = {
  route: null,
  method: null,
  minMs: null,
  maxMs: null,
  status: null,
  search: null,
};

/** What is asked for with this bar and these filters; page and server ask the same. */
export const tracesQuestion = (
  bar: Bar,
  filters: ListFilters,
  sort: "newest" | "slowest",
): TracesQuestion => ({
  from: bar.from,
  to: bar.to,
  environment: bar.environment,
  namespace: bar.namespace,
  service: bar.service,
  ...filters,
  sort,
});
