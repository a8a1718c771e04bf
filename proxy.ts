import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import {
  loginPath,
  RETURN_COOKIE,
  RETURN_SECONDS,
  safeReturnPath,
} from "@/lib/domain/return-path.ts";
import { env } from "@/lib/platform/env.ts";
import { readCookie, sessionCookieName } from "@/lib/web/auth-cookie.ts";
import { contentSecurityPolicy, PATH_HEADER, SECURITY_HEADERS } from "@/lib/web/http-security.ts";

/**
 * Every page: who brings no credential at all goes to the log-in page (whether one is valid is checked by the page
 * itself); the others get a policy with a fresh nonce, which Next puts on its own scripts.
 */
export function proxy(request: NextRequest): NextResponse {
  const path = `${request.nextUrl.pathname}${request.nextUrl.search}`;
  if (request.nextUrl.pathname !== "/login" && !bringsCredential(request.headers)) {
    return secured(NextResponse.redirect(new URL(loginPath(path), request.nextUrl)));
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy({ nonce, dev: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set(PATH_HEADER, path);
  const response = secured(NextResponse.next({ request: { headers } }));
  response.headers.set("content-security-policy", policy);
  rememberReturn(request.nextUrl, response);
  return response;
}

/** The link that logs in knows nothing of the page that a person wanted: a cookie keeps it meanwhile. */
function rememberReturn({ pathname, searchParams }: URL, response: NextResponse): void {
  const next = pathname === "/login" ? safeReturnPath(searchParams.get("next")) : null;
  if (next === null) return;
  const options = { maxAge: RETURN_SECONDS, path: "/", sameSite: "lax", httpOnly: true } as const;
  response.cookies.set(RETURN_COOKIE, next, options);
}

function bringsCredential(headers: Headers): boolean {
  if (headers.has("authorization")) return true;
  return readCookie(headers.get("cookie"), sessionCookieName(env().publicUrl)) !== null;
}

function secured(response: NextResponse): NextResponse {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

/** Routes of the API look after themselves, and their bodies must not be read here. Files need no policy. */
export const config = {
  matcher: [
    "/((?!api/|v1/|_next/static/|_next/image|.*\\.(?:ico|png|svg|txt|webmanifest|woff2)$).*)",
  ],
};
