/** The cookie that keeps where a person wanted to go until they have logged in. */
export const RETURN_COOKIE = "headroom-return";

/** It outlives looking for the link that logs in, and not the day. */
export const RETURN_SECONDS = 900;

const LONGEST = 2_000;
const HERE = "http://headroom.invalid";

/**
 * A path of this dashboard that it is safe to lead a person to after they have logged in; null for anything else:
 * another host however it is written, the API, and the log-in page itself.
 */
export function safeReturnPath(text: string | null | undefined): string | null {
  if (!text || text.length > LONGEST || !/^\/(?![/\\])[^\s\\]*$/.test(text)) return null;
  if (!URL.canParse(text, HERE)) return null;
  const { origin, pathname, search, hash } = new URL(text, HERE);
  if (origin !== HERE || pathname.startsWith("//")) return null;
  if (/^\/(?:api|v1|login)(?:\/|$)/.test(pathname)) return null;
  return `${pathname}${search}${hash}`;
}

/** The log-in page, with the way back when it is a safe one. */
export function loginPath(returnTo: string | null): string {
  const path = safeReturnPath(returnTo);
  return path === null || path === "/" ? "/login" : `/login?next=${encodeURIComponent(path)}`;
}
