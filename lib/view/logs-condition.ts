import type { LogHistogramResponse, LogRecord } from "@/lib/contract/logs.ts";
import { formatCount, formatRatio, joined } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { formatTime } from "./time-format.ts";

type Told = {
  /** Null: all services. */
  service: string | null;
  narrowed: boolean;
  zone: string;
};

/** From this share of records on, errors are more than noise. */
const MANY_ERRORS = 0.05;

/** What the records of the range say: how many failed, and when most of them did. */
export function logsCondition(answer: LogHistogramResponse, told: Told): Condition {
  const { totals, countedShare } = answer;
  const total = Object.values(totals).reduce((sum, count) => sum + count, 0);
  const errors = totals.error + totals.fatal;
  const records = `${countedShare < 1 ? "about " : ""}${formatCount(total)} log ${total === 1 ? "record" : "records"}`;
  const whose = `${told.service === null ? "" : ` of ${told.service}`}${told.narrowed ? " that match" : ""}`;
  if (total === 0) {
    return {
      status: "unknown",
      parts: [{ text: `No log record${whose} in this range.`, tone: "fact" }],
    };
  }
  if (errors === 0) {
    return {
      status: "ok",
      parts: [
        { text: `No errors among ${records}${whose}`, tone: "fact" },
        { text: totals.warn > 0 ? `, ${formatCount(totals.warn)} warnings.` : ".", tone: "reason" },
      ],
    };
  }
  const isMany = totals.fatal > 0 || errors / total >= MANY_ERRORS;
  const parts: SentencePart[] = [
    {
      text: `${formatCount(errors)} ${errors === 1 ? "error" : "errors"}`,
      tone: isMany ? "critical" : "warning",
    },
    { text: ` among ${records}${whose}, ${joined(formatRatio(errors / total))}`, tone: "fact" },
  ];
  const peak = peakOf(answer);
  if (peak) {
    const at = formatTime(Date.parse(peak.at), told.zone, peak.style);
    parts.push({ text: `; most at ${at}, ${formatCount(peak.errors)} of them.`, tone: "reason" });
  } else parts.push({ text: ".", tone: "reason" });
  return { status: isMany ? "critical" : "warning", parts };
}

/** The bucket with the most errors, when it stands out: twice the mean of those that have any. */
function peakOf({ points, stepSeconds }: LogHistogramResponse) {
  const counts = points.map((point) => ({ at: point.at, errors: point.error + point.fatal }));
  const some = counts.filter(({ errors }) => errors > 0);
  const most = some.reduce((best, one) => (one.errors > best.errors ? one : best), {
    at: "",
    errors: 0,
  });
  const mean = some.reduce((sum, { errors }) => sum + errors, 0) / Math.max(some.length, 1);
  if (some.length < 2 || most.errors < 2 * mean) return null;
  const style: "second" | "minute" | "day-minute" =
    stepSeconds < 60 ? "second" : stepSeconds * points.length > 86_400 ? "day-minute" : "minute";
  return { ...most, style };
}

/** Severities in the order in which they are chosen, the worst first. */
export const SEVERITY_CHOICES: readonly LogRecord["severity"][] = [
  "fatal",
  "error",
  "warn",
  "info",
  "debug",
  "trace",
  "unspecified",
];
