import {
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import type { Bar } from "@/components/frame/bar-state.ts";
import type { LogsQuestion } from "@/lib/client/logs.ts";
import { SEVERITIES } from "@/lib/contract/logs.ts";

/** What the page shows, as it stands in the URL beside the bar. */
export const logsParsers = {
  search: parseAsString.withDefault(""),
  severity: parseAsArrayOf(parseAsStringLiteral(SEVERITIES)).withDefault([]),
  /** The id of the record that is open at the side. */
  log: parseAsString,
  tail: parseAsStringLiteral(["on", "off"]).withDefault("off"),
};
export type LogsState = inferParserType<typeof logsParsers>;

/** What is asked for with this bar and these filters, without the severities. */
export const logsQuestion = (bar: Bar, { search }: LogsState): LogsQuestion => ({
  from: bar.from,
  to: bar.to,
  environment: bar.environment,
  namespace: bar.namespace,
  service: bar.service,
  search: search === "" ? null : search,
});
