import type { Alert } from "@/lib/contract/alerts.ts";
import { alertKeyWords } from "@/lib/domain/alert-text.ts";

/** What a person wants to be told of in the browser; kept by the browser. */
export type NoticePreferences = {
  /** Newest firing that the person has looked at, in Unix milliseconds. */
  seenMs: number;
  /** Which alerts the browser shows beside the page; none: it was not asked to. */
  shows: "none" | "critical" | "all";
};

export const NO_PREFERENCES: NoticePreferences = { seenMs: 0, shows: "none" };

/** Preferences from what the browser kept; whatever is not understood is as if nothing was. */
export function parsePreferences(text: string | null): NoticePreferences {
  const fields: Record<string, unknown> = { ...NO_PREFERENCES };
  try {
    Object.assign(fields, JSON.parse(text ?? "{}"));
  } catch {
    return NO_PREFERENCES;
  }
  const { seenMs, shows } = fields;
  return {
    seenMs: typeof seenMs === "number" ? seenMs : 0,
    shows: shows === "all" || shows === "critical" ? shows : "none",
  };
}

/** An alert in the bell. */
export type Notice = { alert: Alert; firedMs: number; isUnread: boolean; about: string };

/** Alerts that fire and are not kept quiet, the newest first. */
export function noticesOf(alerts: readonly Alert[], { seenMs }: { seenMs: number }): Notice[] {
  return alerts
    .filter(({ state, mutedBy }) => state === "firing" && mutedBy === null)
    .map((alert) => {
      const firedMs = Date.parse(alert.firedAt ?? alert.since);
      return { alert, firedMs, isUnread: firedMs > seenMs, about: alertKeyWords(alert.key) };
    })
    .sort((a, b) => b.firedMs - a.firedMs);
}

/** Of notices those that the browser is to show: wanted, not looked at, and not shown yet. */
export const toShow = (
  notices: readonly Notice[],
  shows: NoticePreferences["shows"],
  shown: ReadonlySet<string>,
): Notice[] =>
  notices.filter(
    ({ alert, isUnread }) =>
      isUnread &&
      !shown.has(alert.id) &&
      (shows === "all" || (shows === "critical" && alert.severity === "critical")),
  );
