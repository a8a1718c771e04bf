import { createHmac } from "node:crypto";
import { alertLink, alertSentence, alertValueText } from "@/lib/domain/alert-text.ts";
import type { Notification, NotifiedAlert } from "@/lib/domain/notifications.ts";
import { alertLabels } from "@/lib/domain/silences.ts";

/** Common to the messages of every channel. */
export type MessageContext = {
  /** Where this Headroom is reached, without a slash at the end. */
  publicUrl: string;
  channelName: string;
  /** The same for every attempt to deliver the message. */
  idempotencyKey: string;
  /** Where an alert's picture is; absent: it has none. */
  chartUrlOf?: (alert: NotifiedAlert) => string;
  /** Pictures to be attached, where messages can have attachments. */
  pictures?: readonly { name: string; png: Buffer }[];
};

const NEVER = "0001-01-01T00:00:00Z";

/**
 * The body of Alertmanager's webhook receiver, version 4, so that whatever takes its notifications takes ours.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function alertmanagerBody(notification: Notification, context: MessageContext): string {
  const { groupId, groupLabels, atMs } = notification;
  const alerts = notification.alerts.map((alert) =>
    alertOf(alert, { context, atMs, changes: notification.changes ?? [] }),
  );
  return JSON.stringify({
    version: "4",
    groupKey: groupId,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    receiver: context.channelName,
    groupLabels,
    commonLabels: commonOf(alerts.map(({ labels }) => labels)),
    commonAnnotations: commonOf(alerts.map(({ annotations }) => annotations)),
    externalURL: context.publicUrl,
    alerts,
  });
}

/** What all of them say the same of. */
function commonOf([first = {}, ...others]: readonly Record<string, string>[]) {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}

function alertOf(
  alert: NotifiedAlert,
  given: { context: MessageContext; atMs: number; changes: readonly string[] },
) {
  const { context, atMs, changes } = given;
  const { query, threshold, description, runbookUrl } = alert;
  const annotations: Record<string, string> = {
    ...(description === null ? {} : { description }),
    ...(runbookUrl === null ? {} : { runbook_url: runbookUrl }),
    ...(context.chartUrlOf ? { chart_url: context.chartUrlOf(alert) } : {}),
    ...(changes.length > 0 ? { shortly_before: changes.join("\n") } : {}),
    summary: alertSentence(alert),
    value: alertValueText(alert.value, query),
    threshold: alertValueText(threshold, query),
  };
  return {
    status: alert.status,
    labels: alertLabels(alert, query),
    annotations,
    startsAt: new Date(alert.sinceMs).toISOString(),
    endsAt: alert.resolvedMs === null ? NEVER : new Date(alert.resolvedMs).toISOString(),
    generatorURL: alertLink(context.publicUrl, alert, atMs),
    fingerprint: alert.id,
  };
}

/**
 * The value of `X-Headroom-Signature`: when it was sent (Unix seconds), and the HMAC-SHA256 of that, a dot and the
 * body, in hex. A receiver that checks both cannot be played an old message again.
 */
export function signatureOf(body: string, secret: string, atSeconds: number): string {
  const mac = createHmac("sha256", secret).update(`${atSeconds}.${body}`).digest("hex");
  return `t=${atSeconds},v1=${mac}`;
}
