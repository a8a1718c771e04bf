import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";
import { formatCount } from "./format.ts";
import type { MetricRow } from "./metric-groups.ts";
import type { MetricItem } from "./metric-list.ts";
import type { Condition, SentencePart } from "./sentence.ts";

const fact = (text: string): SentencePart => ({ text, tone: "fact" });
const name = (text: string): SentencePart => ({ text, tone: "name" });
const reason = (text: string): SentencePart => ({ text, tone: "reason" });

/** What the list of metrics says first. `length` names the range, such as "last 1 h". */
export function metricListCondition(items: readonly MetricItem[], length: string): Condition {
  if (items.length === 0) {
    return { status: "unknown", parts: [fact(`No metric was received in the ${length}.`)] };
  }
  const services = new Set(items.flatMap((item) => item.services));
  const series = items.reduce((sum, item) => sum + item.seriesCount, 0);
  return {
    status: "ok",
    parts: [
      fact(`${formatCount(items.length)} ${items.length === 1 ? "metric" : "metrics"} `),
      reason(
        `with ${formatCount(series)} series from ${formatCount(services.size)} ${services.size === 1 ? "service" : "services"} can be looked at; choose one.`,
      ),
    ],
  };
}

type Input = {
  answer: MetricQueryResponse;
  /** Largest total first. */
  rows: readonly MetricRow[];
  write: (value: number | null) => string;
  /** Names the range, such as "last 1 h". */
  length: string;
};

/** What is asked, as the subject of a sentence: "p95 of http.server.request.duration". */
export const questionWords = (answer: MetricQueryResponse): string =>
  answer.formula ?? `${answer.agg ?? "value"} of ${answer.name}`;

/** One sentence about one metric: its value, or its highest and lowest group. */
export function metricCondition({ answer, rows, write, length }: Input): Condition {
  if (answer.kind === null) {
    return {
      status: "unknown",
      parts: [name(answer.name), fact(" is not a metric that has been received.")],
    };
  }
  const known = rows.filter((row) => row.total !== null);
  const [first] = known;
  if (!first) {
    return {
      status: "unknown",
      parts: [name(answer.name), fact(` has no points in the ${length}`), reason(" and filter.")],
    };
  }
  const series = `from ${formatCount(answer.seriesCount)} series`;
  if (rows.length === 1 && Object.keys(first.key).length === 0) {
    return {
      status: "ok",
      parts: [
        name(questionWords(answer)),
        fact(` is ${write(first.total)} over the ${length}`),
        reason(`; at last ${write(first.last)}, at most ${write(first.max)}, ${series}.`),
      ],
    };
  }
  const groups = formatCount(rows.length + answer.omittedGroups);
  const lowest = answer.omittedGroups === 0 ? known.at(-1) : undefined;
  return {
    status: "ok",
    parts: [
      name(questionWords(answer)),
      fact(` is highest for ${first.label}: ${write(first.total)} over the ${length}`),
      reason(
        lowest && lowest !== first
          ? `; lowest for ${lowest.label}: ${write(lowest.total)}. ${groups} groups ${series}.`
          : `; ${groups} groups ${series}.`,
      ),
    ],
  };
}
