import type { AlertRule } from "@/lib/contract/alert-rules.ts";
import type { Alert, AlertsResponse } from "@/lib/contract/alerts.ts";
import { BURN_RATE } from "@/lib/domain/alert-measures.ts";
import {
  alertKeyWords,
  alertLimitText,
  alertPath,
  alertValueText,
} from "@/lib/domain/alert-text.ts";
import { alertLabels } from "@/lib/domain/silences.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { formatTime } from "./time-format.ts";

type Status = Condition["status"];

/** A row of the table of alerts. */
export type AlertRow = {
  alert: Alert;
  status: Status;
  /** firing, acknowledged, pending, resolved, or why it is quiet. */
  word: string;
  /** What it is about, such as `service=shop`; "everything" for a rule without groups. */
  about: string;
  value: string;
  limit: string;
  /** How long it has been so, or was. */
  durationMs: number;
  /** What can be matched of it. */
  labels: Record<string, string>;
  /** Where it can be seen, at its own times; null: its rule is gone. */
  link: string | null;
};

const LOUD: Record<Alert["severity"], Status> = {
  info: "unknown",
  warning: "warning",
  critical: "critical",
};

/** How loud an alert is now; what is over, silenced or not sure yet does not shout. */
function statusOf({ state, mutedBy, severity }: Alert): Status {
  if (state === "resolved") return "ok";
  return state === "pending" || mutedBy ? "unknown" : LOUD[severity];
}

const MUTED = {
  ...{ silence: "silenced", maintenance: "in maintenance", inhibition: "hidden" },
} as const;

function wordOf({ state, mutedBy, acknowledged }: Alert): string {
  if (mutedBy) return MUTED[mutedBy.kind];
  return acknowledged ? "acknowledged" : state;
}

/** What alerts of objectives measure: their rules are not among the stored ones. */
const BURNING = {
  ...{ concern: "requests", measure: BURN_RATE, filters: {}, groupBy: [], windowSeconds: 3_600 },
};

/** The rows of an answer, in its order; `rules` tell the measure and its unit while they exist. */
export function toAlertRows(
  { alerts }: Pick<AlertsResponse, "alerts">,
  rules: readonly AlertRule[],
  nowMs: number,
): AlertRow[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return alerts.map((alert) => {
    const rule = byId.get(alert.ruleId);
    const query = rule?.query ?? (alert.labels.objective === undefined ? null : BURNING);
    const endMs = alert.resolvedAt === null ? nowMs : Date.parse(alert.resolvedAt);
    return {
      alert,
      status: statusOf(alert),
      word: wordOf(alert),
      about: alertKeyWords(alert.key) || "everything",
      value: alertValueText(alert.value, query),
      limit: rule
        ? alertLimitText(rule.operator, alert.threshold, query)
        : alertValueText(alert.threshold, query),
      labels: alertLabels(alert, query),
      link:
        query &&
        alertPath({
          ...{ key: alert.key, query, sinceMs: Date.parse(alert.since) },
          untilMs: Math.min(endMs, nowMs),
        }),
      durationMs: Math.max(endMs - Date.parse(alert.since), 0),
    };
  });
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** What fires, in one sentence; else that nothing does, and how much is watched. */
export function alertsCondition(
  rows: readonly AlertRow[],
  { failing, rules, zone }: { failing: number; rules: readonly AlertRule[]; zone: string },
): Condition {
  const firing = rows.filter(({ alert }) => alert.state === "firing" && !alert.mutedBy);
  const watching = rules.filter(({ enabled }) => enabled).length;
  const lame: SentencePart[] =
    failing === 0
      ? []
      : [
          {
            text: ` ${plural(failing, "rule", "rules")} could not be evaluated.`,
            tone: "warning",
          },
        ];
  const first = firing.reduce<AlertRow | null>(
    (worst, row) => (worst === null || louder(row, worst) ? row : worst),
    null,
  );
  if (first === null) {
    const text = `Nothing fires${others(rows)}. ${plural(watching, "rule watches", "rules watch")}.`;
    return { status: failing > 0 ? "warning" : "ok", parts: [{ text, tone: "fact" }, ...lame] };
  }
  const tone = first.status === "critical" ? "critical" : "warning";
  return {
    status: first.status,
    parts: [
      { text: `${plural(firing.length, "alert fires", "alerts fire")}: `, tone: "fact" },
      { text: first.alert.ruleName, tone: "name" },
      {
        text: ` for ${first.about} ${first.alert.value === null ? "has" : "is at"} `,
        tone: "fact",
      },
      { text: first.value, tone },
      { text: ` since ${formatTime(Date.parse(first.alert.since), zone)}.`, tone: "reason" },
      ...lame,
    ],
  };
}

/** What is about to fire, and what would but is kept quiet, such as `, 2 are pending, 1 is kept quiet`. */
function others(rows: readonly AlertRow[]): string {
  const pending = rows.filter(({ alert }) => alert.state === "pending").length;
  const quiet = rows.filter(({ alert }) => alert.state === "firing" && alert.mutedBy).length;
  return [
    pending > 0 ? `, ${plural(pending, "is", "are")} pending` : "",
    quiet > 0 ? `, ${plural(quiet, "is", "are")} kept quiet` : "",
  ].join("");
}

const LOUDNESS: Record<Status, number> = { ok: 0, unknown: 1, warning: 2, critical: 3 };
const louder = (row: AlertRow, other: AlertRow): boolean =>
  LOUDNESS[row.status] > LOUDNESS[other.status];

/** What a rule watches, such as `p95Ms of requests by service > 200 ms for 5 min`. */
export function ruleText(
  rule: Pick<AlertRule, "query" | "operator" | "threshold" | "forSeconds">,
): string {
  const { query, operator, threshold, forSeconds } = rule;
  const by = query.groupBy.length === 0 ? "" : ` by ${query.groupBy.join(", ")}`;
  const limit = alertLimitText(operator, threshold, query);
  const lasting = forSeconds === 0 ? "" : ` for ${secondsText(forSeconds)}`;
  return `${query.measure} of ${query.concern}${by} ${limit}${lasting}`;
}

const secondsText = (seconds: number): string =>
  seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

/** The mark of the rail: how loud the loudest alert is that fires and is not silenced. */
export function alertMark(alerts: readonly Alert[]): "warning" | "critical" | null {
  const statuses = alerts.filter(({ state }) => state === "firing").map(statusOf);
  if (statuses.includes("critical")) return "critical";
  return statuses.includes("warning") ? "warning" : null;
}
