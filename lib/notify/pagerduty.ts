import { alertLink, alertSentence } from "@/lib/domain/alert-text.ts";
import type { Notification, NotifiedAlert } from "@/lib/domain/notifications.ts";

const SEVERITIES: Record<string, string> = {
  critical: "critical",
  warning: "warning",
  info: "info",
};

type PagerDutyContext = {
  routingKey: string;
  publicUrl: string;
  notification: Pick<Notification, "atMs" | "about" | "changes">;
};

/**
 * An event of the Events API v2 for one alert: `dedup_key` is the alert's id, so that what resolves it finds what
 * triggered it, and a repeated delivery changes nothing.
 * @see https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
export function pagerdutyBody(
  alert: NotifiedAlert,
  { routingKey, publicUrl, notification }: PagerDutyContext,
): string {
  const common = { routing_key: routingKey, dedup_key: alert.id };
  if (alert.status === "resolved") return JSON.stringify({ ...common, event_action: "resolve" });
  if (notification.about === "acknowledgement") {
    return JSON.stringify({ ...common, event_action: "acknowledge" });
  }
  const { ruleName, severity, labels, threshold, runbookUrl } = alert;
  const href = alertLink(publicUrl, alert, notification.atMs);
  const links = [
    { href, text: "Look at it" },
    ...(runbookUrl === null ? [] : [{ href: runbookUrl, text: "Runbook" }]),
  ];
  return JSON.stringify({
    ...common,
    event_action: "trigger",
    client: "Headroom",
    client_url: href,
    links,
    payload: {
      summary: `${ruleName}: ${alertSentence(alert)}`.slice(0, 1_024),
      source: alert.key.service || "headroom",
      severity: SEVERITIES[severity] ?? "warning",
      timestamp: new Date(alert.sinceMs).toISOString(),
      custom_details: {
        ...{ ...labels, ...alert.key, value: alert.value, threshold },
        ...(notification.changes?.length ? { shortly_before: notification.changes } : {}),
      },
    },
  });
}
