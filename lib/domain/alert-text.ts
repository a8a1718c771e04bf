import { alertUnit } from "./alert-measures.ts";
import type { AlertOperator, AlertQuery } from "./alerts.ts";
import { CHANNEL_RULE } from "./channels.ts";
import type { Notification, NotifiedAlert } from "./notifications.ts";

const UNIT_TEXT = {
  ms: " ms",
  perSecond: "/s",
  bytes: " B",
  seconds: " s",
  cores: " cores",
  times: " ×",
  number: "",
} as const;

type Measured = Pick<AlertQuery, "concern" | "measure" | "compare">;

/** A ratio of two values is one whatever their unit is. */
const unitOf = ({ concern, measure, compare }: Measured) =>
  compare?.as === "ratio" ? "ratio" : alertUnit(concern, measure);

/** A value as a message says it, in the unit of its measure; "no data" for null. */
export function alertValueText(value: number | null, query: Measured | null): string {
  if (value === null) return "no data";
  const unit = query === null ? "number" : unitOf(query);
  if (unit === "flag") return value === 0 ? "no" : "yes";
  if (unit === "ms" && Math.abs(value) >= 10_000) return `${digits(value / 1_000)} s`;
  if (unit === "ratio") return `${digits(value * 100)} %`;
  return digits(value) + UNIT_TEXT[unit];
}

/** What a rule holds values against, such as `> 200 ms`; of yes and no their numbers. Empty: the rule is gone. */
export function alertLimitText(
  operator: AlertOperator | null,
  threshold: number | null,
  query: Measured | null,
): string {
  if (operator === null || threshold === null) return "";
  const isFlag = query !== null && unitOf(query) === "flag";
  return `${operator} ${alertValueText(threshold, isFlag ? null : query)}`;
}

/** Three significant digits, whole numbers from a thousand on. */
function digits(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** `service=shop, environment=production`; empty for a rule without groups. Dimensions that are not given are left out. */
export const alertKeyWords = (key: Readonly<Record<string, string>>): string =>
  Object.entries(key)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");

/** What one alert says, such as `p95Ms is 250 ms (> 200 ms) for service=shop`. */
export function alertSentence(alert: NotifiedAlert): string {
  const { query, operator, threshold, ruleName } = alert;
  if (alert.ruleId === CHANNEL_RULE) return `${alert.key.channel}: ${alert.labels.reason}`;
  const what = query?.measure ?? ruleName;
  const value = alertValueText(alert.value, query);
  const limitText = alertLimitText(operator, threshold, query);
  const limit = limitText === "" ? "" : ` (${limitText})`;
  const key = alertKeyWords(alert.key);
  const verb = alert.value === null ? "has" : "is";
  const by = alert.acknowledgedBy ? ` (${alert.acknowledgedBy} looks after it)` : "";
  return `${what} ${verb} ${value}${limit}${key === "" ? "" : ` for ${key}`}${by}`;
}

/** The line over a message, such as `Firing: Slow requests (2)`, or `Firing: 3 alerts for service=shop`. */
export function notificationTitle({ alerts, groupLabels, about }: Notification): string {
  const firing = alerts.filter(({ status }) => status === "firing");
  const told = firing.length > 0 ? firing : alerts;
  const word = about ? "Acknowledged" : firing.length > 0 ? "Firing" : "Resolved";
  const names = new Set(told.map(({ ruleName }) => ruleName));
  const count = told.length > 1 ? ` (${told.length})` : "";
  if (names.size === 1) return `${word}: ${[...names].join()}${count}`;
  const key = alertKeyWords(groupLabels);
  return `${word}: ${told.length} alerts${key === "" ? "" : ` for ${key}`}`;
}

const AROUND_MS = 30 * 60_000;

/** Where an alert can be seen, with the times around it fixed, so that it shows the same later. */
export const alertLink = (
  publicUrl: string,
  { key, query, sinceMs, resolvedMs }: NotifiedAlert,
  atMs: number,
): string => publicUrl + alertPath({ key, query, sinceMs, untilMs: resolvedMs ?? atMs });

/** The same without the server. */
export function alertPath({
  key,
  query,
  sinceMs,
  untilMs,
}: Pick<NotifiedAlert, "key" | "query" | "sinceMs"> & { untilMs: number }): string {
  // Bills have pages of months, and know no services of telemetry.
  if (query?.concern === "costs" || query?.concern === "budgets") {
    return `/costs?month=${new Date(untilMs).toISOString().slice(0, 7)}`;
  }
  const search = new URLSearchParams();
  for (const name of ["service", "namespace", "environment"]) {
    if (key[name]) search.set(name, key[name]);
  }
  search.set("from", new Date(sinceMs - AROUND_MS).toISOString());
  search.set("to", new Date(untilMs + AROUND_MS / 6).toISOString());
  return `/${query?.concern ?? "alerts"}?${search}`;
}
