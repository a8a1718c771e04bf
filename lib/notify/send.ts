import type { ChannelTarget } from "@/lib/domain/channels.ts";
import type { Notification } from "@/lib/domain/notifications.ts";
import { slackBody, teamsBody } from "./chat.ts";
import { sendEmail } from "./email.ts";
import { guardedPost, type Reach } from "./guarded-post.ts";
import { pagerdutyBody } from "./pagerduty.ts";
import { alertmanagerBody, type MessageContext, signatureOf } from "./webhook.ts";

/** One attempt to deliver a message. */
export type Sending = {
  target: ChannelTarget;
  notification: Notification;
  context: MessageContext;
  reach: Reach;
  nowMs: number;
};

/** Sends a message to a channel. Resolves when the receiver has taken it; throws whatever went wrong. */
export async function sendToChannel(sending: Sending): Promise<void> {
  const { target, notification, context, reach } = sending;
  const { publicUrl } = context;
  const post = (url: string, body: string) =>
    guardedPost(url, { body, headers: headersOf(sending, body) }, reach);
  switch (target.kind) {
    case "webhook":
      return post(target.url, alertmanagerBody(notification, context));
    case "slack":
      return post(target.url, slackBody(notification, publicUrl));
    case "teams":
      return post(target.url, teamsBody(notification, publicUrl));
    case "pagerduty":
      for (const alert of notification.alerts) {
        await post(target.url, pagerdutyBody(alert, { ...target, publicUrl, notification }));
      }
      return;
    case "email":
      return sendEmail(target, { notification, context, reach });
  }
}

function headersOf({ target, context, nowMs }: Sending, body: string): Record<string, string> {
  const secret = target.kind === "webhook" ? target.secret : null;
  const atSeconds = Math.floor(nowMs / 1_000);
  return {
    "content-type": "application/json",
    "user-agent": "Headroom",
    "idempotency-key": context.idempotencyKey,
    ...(secret === null ? {} : { "x-headroom-signature": signatureOf(body, secret, atSeconds) }),
  };
}
