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
};

const NEVER = "0001-01-01T00:00:00Z";

/**
 * The body of Alertmanager's webhook receiver, version 4, so that whatever takes its notifications takes ours.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function alertmanagerBody(notification: Notification, context: MessageContext): string {
  const { alerts, ruleId, ruleName, severity, labels } = notification;
  const groupLabels = { alertname: ruleName };
  return JSON.stringify({
    version: "4",
    groupKey: `{}:{alertname=${JSON.stringify(ruleName)},ruleId=${JSON.stringify(ruleId)}}`,
    truncatedAlerts: 0,
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    receiver: context.channelName,
    groupLabels,
    commonLabels: { ...labels, ...groupLabels, ruleId, severity },
    commonAnnotations: commonAnnotations(notification),
    externalURL: context.publicUrl,
    alerts: alerts.map((alert) => alertOf(notification, alert, context.publicUrl)),
  });
}

function commonAnnotations({ description, runbookUrl }: Notification): Record<string, string> {
  return {
    ...(description === null ? {} : { description }),
    ...(runbookUrl === null ? {} : { runbook_url: runbookUrl }),
  };
}

function alertOf(notification: Notification, alert: NotifiedAlert, publicUrl: string) {
  const { query, threshold } = notification;
  return {
    status: alert.status,
    labels: alertLabels({ ...notification, key: alert.key }),
    annotations: {
      ...commonAnnotations(notification),
      summary: alertSentence(notification, alert),
      value: alertValueText(alert.value, query),
      threshold: alertValueText(threshold, query),
    },
    startsAt: new Date(alert.sinceMs).toISOString(),
    endsAt: alert.resolvedMs === null ? NEVER : new Date(alert.resolvedMs).toISOString(),
    generatorURL: alertLink(publicUrl, notification, alert),
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
