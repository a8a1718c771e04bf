import { alertLink, alertSentence, notificationTitle } from "@/lib/domain/alert-text.ts";
import type { Notification, NotifiedAlert } from "@/lib/domain/notifications.ts";

/** More alerts than this are counted, not listed. */
const MOST_ALERTS = 10;

/** A message as lines: its title, what each alert says with where it can be seen, and what to do. */
export function messageLines(notification: Notification, publicUrl: string) {
  const { alerts, atMs } = notification;
  const ofOneRule = new Set(alerts.map(({ ruleId }) => ruleId)).size === 1;
  const shown = alerts.slice(0, MOST_ALERTS).map((alert) => ({
    text: `${alert.status === "resolved" ? "Resolved: " : ""}${ofOneRule ? "" : `${alert.ruleName}: `}${alertSentence(alert)}`,
    since: new Date(alert.sinceMs).toISOString(),
    link: alertLink(publicUrl, alert, atMs),
  }));
  return {
    title: notificationTitle(notification),
    shown,
    omitted: alerts.length - shown.length,
    changes: notification.changes ?? [],
    advice: adviceOf(alerts, ofOneRule),
  };
}

/** What to do about the alerts, once for each rule; `name`: which one, when there are several. */
function adviceOf(alerts: readonly NotifiedAlert[], ofOneRule: boolean) {
  const byRule = new Map(alerts.map((alert) => [alert.ruleId, alert]));
  return [...byRule.values()]
    .filter(({ description, runbookUrl }) => description !== null || runbookUrl !== null)
    .slice(0, MOST_ALERTS)
    .map(({ ruleName, description, runbookUrl }) => ({
      ...{ description, runbookUrl },
      name: ofOneRule ? null : ruleName,
    }));
}

/** Slack reads &, < and > as markup. */
const escapeMarkup = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Stands over what changed. */
export const CHANGED = "Shortly before:";

/** Something about one of several rules. */
export const named = (name: string | null, text: string): string =>
  name === null ? text : `${name}: ${text}`;
export const runbookTitle = (name: string | null): string =>
  name === null ? "Runbook" : `Runbook of ${name}`;

/**
 * A message of blocks for an incoming webhook.
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function slackBody(notification: Notification, publicUrl: string): string {
  const { title, shown, omitted, advice, changes } = messageLines(notification, publicUrl);
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
  const alerts = shown.map(({ text, since, link }) =>
    section(`${escapeMarkup(text)}\nsince ${since} · <${link}|Look at it>`),
  );
  const rest = [
    ...(omitted > 0 ? [section(`and ${omitted} more`)] : []),
    ...(changes.length > 0 ? [section(escapeMarkup([CHANGED, ...changes].join("\n• ")))] : []),
    ...advice.flatMap(({ name, description, runbookUrl }) => [
      ...(description === null ? [] : [section(escapeMarkup(named(name, description)))]),
      ...(runbookUrl === null
        ? []
        : [section(`<${runbookUrl}|${escapeMarkup(runbookTitle(name))}>`)]),
    ]),
  ];
  const header = { type: "header", text: { type: "plain_text", text: title.slice(0, 150) } };
  return JSON.stringify({ text: title, blocks: [header, ...alerts, ...rest] });
}

/**
 * An adaptive card, as the workflow "Post to a channel when a webhook request is received" takes it.
 * @see https://learn.microsoft.com/power-automate/teams/send-a-message-in-teams
 */
export function teamsBody(notification: Notification, publicUrl: string): string {
  const { title, shown, omitted, advice, changes } = messageLines(notification, publicUrl);
  const block = (text: string, more: Record<string, unknown> = {}) => ({
    ...{ type: "TextBlock", text, wrap: true },
    ...more,
  });
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      block(title, { size: "Large", weight: "Bolder" }),
      ...shown.map(({ text, since, link }) => block(`${text}, since ${since} ([look](${link}))`)),
      ...(omitted > 0 ? [block(`and ${omitted} more`)] : []),
      ...(changes.length > 0 ? [block([CHANGED, ...changes].join("\n\n- "))] : []),
      ...advice.flatMap(({ name, description }) =>
        description === null ? [] : [block(named(name, description))],
      ),
    ],
    actions: advice.flatMap(({ name, runbookUrl }) =>
      runbookUrl === null
        ? []
        : [{ type: "Action.OpenUrl", title: runbookTitle(name), url: runbookUrl }],
    ),
  };
  const contentType = "application/vnd.microsoft.card.adaptive";
  return JSON.stringify({ type: "message", attachments: [{ contentType, content }] });
}
