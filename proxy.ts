import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/platform/env.ts";
import { readCookie, sessionCookieName } from "@/lib/web/auth-cookie.ts";
import { contentSecurityPolicy, SECURITY_HEADERS } from "@/lib/web/http-security.ts";

/**
 * Every page: who brings no credential at all goes to the log-in page (whether one is valid is checked by the page
 * itself); the others get a policy with a fresh nonce, which Next puts on its own scripts.
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.pathname !== "/login" && !bringsCredential(request.headers)) {
    return secured(NextResponse.redirect(new URL("/login", request.nextUrl)));
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy({ nonce, dev: process.env.NODE_ENV === "development" });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = secured(NextResponse.next({ request: { headers } }));
  response.headers.set("content-security-policy", policy);
  return response;
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
