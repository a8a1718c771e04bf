import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "./env.ts";
import { deriveKey, installSecret } from "./secret-key.ts";

/** A picture that whoever has its link may see, until a time: an alert's course until a moment. */
export type ChartLink = { alertId: string; untilMs: number; expiresMs: number };

/** Derived once: the secret of an install does not change while it runs. */
let key: string | undefined;

function signatureOf({ alertId, untilMs, expiresMs }: ChartLink): string {
  key ??= deriveKey(installSecret(env()), "alert charts");
  const text = JSON.stringify([alertId, untilMs, expiresMs]);
  return createHmac("sha256", key).update(text).digest("base64url");
}

/** The address of a picture on this server, signed. */
export function chartPath(link: ChartLink): string {
  const { alertId, untilMs, expiresMs } = link;
  const search = new URLSearchParams({
    until: String(untilMs),
    expires: String(expiresMs),
    signature: signatureOf(link),
  });
  return `/api/alert-charts/${encodeURIComponent(alertId)}?${search}`;
}

/** Whether this server signed a link, and it has not expired. */
export function isChartLink(link: ChartLink, signature: string, nowMs: number): boolean {
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(link))];
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && nowMs < link.expiresMs
  );
}
