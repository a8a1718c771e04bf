import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsInteger,
  parseAsNativeArrayOf,
  parseAsString,
} from "nuqs/server";
import { type MetricFilter, parseFilter, writeFilter } from "@/lib/view/metric-filters.ts";

const parseAsFilter = createParser<MetricFilter>({
  parse: parseFilter,
  serialize: writeFilter,
  eq: (a, b) => writeFilter(a) === writeFilter(b),
});

/** What is asked, as it stands in the URL beside the bar. Without `metric` every metric is listed. */
export const metricsParsers = {
  metric: parseAsString,
  /** Tell it from others of its name. */
  unit: parseAsString,
  kind: parseAsString,
  /** Null: what suits the metric's kind. */
  agg: parseAsString,
  /** Attributes that lines are told apart by. */
  by: parseAsArrayOf(parseAsString).withDefault([]),
  where: parseAsNativeArrayOf(parseAsFilter).withDefault([]),
  /** The second metric, `b` of the formula. It is grouped like the first. */
  metric2: parseAsString,
  agg2: parseAsString,
  where2: parseAsNativeArrayOf(parseAsFilter).withDefault([]),
  formula: parseAsString,
  /** The most lines that are drawn by themselves. */
  top: parseAsInteger.withDefault(8),
  /** Lines that were switched off. */
  hide: parseAsNativeArrayOf(parseAsString).withDefault([]),
  /** What the list of metrics is searched for. */
  find: parseAsString.withDefault(""),
};

export type MetricsState = inferParserType<typeof metricsParsers>;

/** Writes a state onto a path that may already carry the bar. */
export const writeMetrics = createSerializer(metricsParsers);
