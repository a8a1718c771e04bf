import { createTransport } from "nodemailer";
import type { ChannelTarget } from "@/lib/domain/channels.ts";
import type { Notification } from "@/lib/domain/notifications.ts";
import { CHANGED, messageLines, named, runbookTitle } from "./chat.ts";
import type { Reach } from "./guarded-post.ts";
import { checkedAddresses, resolveHost } from "./target-guard.ts";
import type { MessageContext } from "./webhook.ts";

const TIMEOUT_MS = 15_000;

/** Sends a message as plain text, over a connection to an address that was checked. */
export async function sendEmail(
  target: Extract<ChannelTarget, { kind: "email" }>,
  {
    notification,
    context,
    reach,
  }: {
    notification: Notification;
    context: MessageContext;
    reach: Reach;
  },
): Promise<void> {
  const { allow, resolve = resolveHost, timeoutMs = TIMEOUT_MS } = reach;
  const [address] = await checkedAddresses(target.host, { allow, resolve });
  const transport = createTransport({
    host: address,
    port: target.port,
    secure: target.security === "tls",
    requireTLS: target.security === "starttls",
    ignoreTLS: target.security === "none",
    tls: { servername: target.host },
    ...(target.login === null
      ? {}
      : { auth: { user: target.login.user, pass: target.login.password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  try {
    await transport.sendMail({
      from: target.from,
      to: target.to,
      ...emailText(notification, context.publicUrl),
      // The same for every attempt, so that mail programs show a repeated message once.
      messageId: `<${context.idempotencyKey.replace(/[^A-Za-z0-9.-]/g, ".")}@headroom>`,
      headers: { "auto-submitted": "auto-generated" },
      attachments: (context.pictures ?? []).map(({ name, png }) => ({
        ...{ filename: name, content: png, contentType: "image/png" },
      })),
    });
  } finally {
    transport.close();
  }
}

/** Subject and text of a message. */
export function emailText(notification: Notification, publicUrl: string) {
  const { title, shown, omitted, advice, changes } = messageLines(notification, publicUrl);
  const lines = [
    ...shown.flatMap(({ text, since, link }) => [text, `  since ${since}`, `  ${link}`, ""]),
    ...(omitted > 0 ? [`and ${omitted} more`, ""] : []),
    ...(changes.length > 0 ? [CHANGED, ...changes.map((text) => `  - ${text}`), ""] : []),
    ...advice.flatMap(({ name, description, runbookUrl }) => [
      ...(description === null ? [] : [named(name, description), ""]),
      ...(runbookUrl === null ? [] : [`${runbookTitle(name)}: ${runbookUrl}`, ""]),
    ]),
  ];
  return { subject: `[Headroom] ${title.replace(/[\r\n]+/g, " ")}`, text: lines.join("\n") };
}
