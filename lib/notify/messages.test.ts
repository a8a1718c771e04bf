import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { Notification } from "@/lib/domain/notifications.ts";
import { slackBody, teamsBody } from "./chat.ts";
import { emailText } from "./email.ts";
import { pagerdutyBody } from "./pagerduty.ts";
import { alertmanagerBody, signatureOf } from "./webhook.ts";

const AT_MS = Date.UTC(2026, 10, 28, 12);
const PUBLIC_URL = "https://headroom.example";
const RULE = {
  ruleId: "rule-1",
  ruleName: "Slow <b>",
  severity: "critical",
  labels: { team: "pay" },
  query: {
    ...{ concern: "requests", measure: "p95Ms", filters: {}, groupBy: ["service"] },
    windowSeconds: 300,
  },
  operator: ">",
  threshold: 200,
  description: "Look at the database first",
  runbookUrl: "https://runbooks.example/slow",
} as const;
const NOTIFICATION: Notification = {
  groupId: "group-1",
  groupLabels: { alertname: "Slow <b>" },
  atMs: AT_MS,
  alerts: [
    {
      ...RULE,
      ...{ id: "alert-1", status: "firing", key: { service: "shop" }, value: 251 },
      ...{ sinceMs: AT_MS - 300_000, resolvedMs: null },
    },
    {
      ...RULE,
      ...{ id: "alert-2", status: "resolved", key: { service: "cart" }, value: 90 },
      ...{ sinceMs: AT_MS - 600_000, resolvedMs: AT_MS },
    },
  ],
};
const [firing, resolved] = NOTIFICATION.alerts;

test("a webhook gets what Alertmanager would send", () => {
  const context = { publicUrl: PUBLIC_URL, channelName: "hook", idempotencyKey: "k" };
  const body = JSON.parse(alertmanagerBody(NOTIFICATION, context));
  expect(body).toMatchObject({
    ...{ version: "4", truncatedAlerts: 0, status: "firing", receiver: "hook" },
    groupLabels: { alertname: "Slow <b>" },
    groupKey: "group-1",
    commonLabels: { alertname: "Slow <b>", severity: "critical", team: "pay" },
    commonAnnotations: { runbook_url: "https://runbooks.example/slow" },
    externalURL: PUBLIC_URL,
  });
  expect(body.alerts).toHaveLength(2);
  expect(body.alerts[0]).toMatchObject({
    ...{ status: "firing", fingerprint: "alert-1", endsAt: "0001-01-01T00:00:00Z" },
    startsAt: "2026-11-28T11:55:00.000Z",
    labels: { alertname: "Slow <b>", service: "shop", severity: "critical", team: "pay" },
    annotations: {
      summary: "p95Ms is 251 ms (> 200 ms) for service=shop",
      value: "251 ms",
      threshold: "200 ms",
    },
  });
  expect(body.alerts[1]).toMatchObject({ status: "resolved", endsAt: "2026-11-28T12:00:00.000Z" });
});

test("a signature can be checked with the secret alone", () => {
  const mac = createHmac("sha256", "a shared secret").update("1700000000.{}").digest("hex");
  expect(signatureOf("{}", "a shared secret", 1_700_000_000)).toBe(`t=1700000000,v1=${mac}`);
});

test("Slack gets blocks without markup of others", () => {
  const { text, blocks } = JSON.parse(slackBody(NOTIFICATION, PUBLIC_URL));
  expect(text).toBe("Firing: Slow <b>");
  expect(blocks[0].text).toEqual({ type: "plain_text", text: "Firing: Slow <b>" });
  expect(blocks[1].text.text).toContain("p95Ms is 251 ms (&gt; 200 ms) for service=shop");
  expect(blocks[1].text.text).toContain("<https://headroom.example/requests?service=shop&");
  expect(blocks.at(-1).text.text).toBe("<https://runbooks.example/slow|Runbook>");
});

test("more alerts than fit are counted", () => {
  const alerts = Array.from({ length: 13 }, () => NOTIFICATION.alerts).flatMap(
    ([one]) => one ?? [],
  );
  const { blocks } = JSON.parse(slackBody({ ...NOTIFICATION, alerts }, PUBLIC_URL));
  expect(blocks[11].text.text).toBe("and 3 more");
});

test("Teams gets an adaptive card", () => {
  const { attachments } = JSON.parse(teamsBody(NOTIFICATION, PUBLIC_URL));
  expect(attachments[0].contentType).toBe("application/vnd.microsoft.card.adaptive");
  expect(attachments[0].content.body[0].text).toBe("Firing: Slow <b>");
  expect(attachments[0].content.actions[0].url).toBe("https://runbooks.example/slow");
});

test("every message says what changed shortly before", () => {
  const changed = { ...NOTIFICATION, changes: ["11:50 UTC shop <2.0> began to answer"] };
  const context = { publicUrl: PUBLIC_URL, channelName: "hook", idempotencyKey: "k" };
  const hook = JSON.parse(alertmanagerBody(changed, context));
  expect(hook.commonAnnotations.shortly_before).toBe(changed.changes[0]);
  expect(slackBody(changed, PUBLIC_URL)).toContain("• 11:50 UTC shop &lt;2.0&gt; began to answer");
  expect(teamsBody(changed, PUBLIC_URL)).toContain("- 11:50 UTC shop <2.0> began to answer");
  expect(emailText(changed, PUBLIC_URL).text).toContain(
    "Shortly before:\n  - 11:50 UTC shop <2.0> began to answer",
  );
  if (!firing) throw new Error("the notification has a firing alert");
  const to = { routingKey: "key", publicUrl: PUBLIC_URL, notification: changed };
  expect(JSON.parse(pagerdutyBody(firing, to)).payload.custom_details.shortly_before).toEqual(
    changed.changes,
  );
});

test("PagerDuty triggers and resolves one incident for each alert", () => {
  const to = { routingKey: "key", publicUrl: PUBLIC_URL, notification: NOTIFICATION };
  if (!firing || !resolved) throw new Error("the notification has two alerts");
  expect(JSON.parse(pagerdutyBody(firing, to))).toMatchObject({
    ...{ routing_key: "key", dedup_key: "alert-1", event_action: "trigger" },
    payload: {
      ...{ severity: "critical", source: "shop", timestamp: "2026-11-28T11:55:00.000Z" },
      summary: "Slow <b>: p95Ms is 251 ms (> 200 ms) for service=shop",
    },
  });
  expect(JSON.parse(pagerdutyBody(resolved, to))).toEqual({
    ...{ routing_key: "key", dedup_key: "alert-2", event_action: "resolve" },
  });
  const about = { ...NOTIFICATION, about: "acknowledgement" } as const;
  expect(JSON.parse(pagerdutyBody(firing, { ...to, notification: about }))).toEqual({
    ...{ routing_key: "key", dedup_key: "alert-1", event_action: "acknowledge" },
  });
});

test("an e-mail has one line of subject, whatever the rule is called", () => {
  const ruleName = "Slow\r\nBcc: all@example.com";
  const alerts = NOTIFICATION.alerts.map((alert) => ({ ...alert, ruleName }));
  const named = { ...NOTIFICATION, alerts };
  const { subject, text } = emailText(named, PUBLIC_URL);
  expect(subject).toBe("[Headroom] Firing: Slow Bcc: all@example.com");
  expect(text).toContain("Resolved: p95Ms is 90 ms (> 200 ms) for service=cart");
  expect(text).toContain("Runbook: https://runbooks.example/slow");
});
