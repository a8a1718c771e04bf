/** Whether browsers reach this install over TLS, by its public address. */
export const isSecure = (publicUrl: string): boolean => publicUrl.startsWith("https:");

/** The session's cookie. Over TLS its prefix makes browsers refuse one that another host or plain HTTP set. */
export const sessionCookieName = (publicUrl: string): string =>
  isSecure(publicUrl) ? "__Host-headroom.session" : "headroom.session";

/** The value of one cookie of a `Cookie` header, as sent; null: it is not there. */
export function readCookie(header: string | null, name: string): string | null {
  for (const part of (header ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}
