import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { systemClock } from "@/lib/platform/clock.ts";
import { env } from "@/lib/platform/env.ts";
import { log } from "@/lib/platform/log.ts";
import { deriveKey, installSecret } from "@/lib/platform/secret-key.ts";
import type { PrismaClient } from "@/lib/store/generated/prisma/client.ts";
import { prisma } from "@/lib/store/prisma.ts";
import { isSecure, sessionCookieName } from "./auth-cookie.ts";
import { loginLink } from "./auth-login-link.ts";

/** Where better-auth finds the address of the client: a header that we set, never the client. */
export const CLIENT_ADDRESS_HEADER = "x-headroom-client";

const SESSION_SECONDS = 30 * 86_400;

/** People and their sessions. Passwords, single sign-on and roles are added here as options and plugins. */
export function createAuth(options: {
  client: PrismaClient;
  publicUrl: string;
  secret: string;
  now: () => number;
}) {
  const secure = isSecure(options.publicUrl);
  return betterAuth({
    appName: "Headroom",
    baseURL: options.publicUrl,
    basePath: "/api/auth",
    secret: options.secret,
    database: prismaAdapter(options.client, { provider: "postgresql" }),
    user: {
      additionalFields: { role: { type: "string", defaultValue: "viewer", input: false } },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    advanced: {
      // The prefix __Host- is ours: better-auth's own choice is the weaker __Secure-.
      useSecureCookies: false,
      cookiePrefix: "headroom",
      defaultCookieAttributes: { secure },
      cookies: { session_token: { name: sessionCookieName(options.publicUrl) } },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    // What is no refusal (the database is away) comes to us, and becomes an answer as everywhere else.
    onAPIError: { throw: true },
    logger: {
      log: (level, message) => log[level === "debug" ? "info" : level]("auth", { message }),
    },
    plugins: [loginLink(options.now)],
  });
}

export type Auth = ReturnType<typeof createAuth>;

// Next bundles this module more than once in a process; its rate limit must be counted once.
declare global {
  var headroomAuth: Auth | undefined;
}

/** The authentication of this process, made on first use. */
export function auth(): Auth {
  globalThis.headroomAuth ??= createAuth({
    client: prisma(),
    publicUrl: env().publicUrl,
    secret: deriveKey(installSecret(env()), "sessions"),
    now: systemClock,
  });
  return globalThis.headroomAuth;
}
