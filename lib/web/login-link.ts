import { randomBytes, randomUUID } from "node:crypto";
import { systemClock } from "@/lib/platform/clock.ts";
import { env } from "@/lib/platform/env.ts";
import { storeLoginLink } from "@/lib/store/login-links.ts";
import { hashSecret } from "./auth-keys.ts";

/** How long a link may wait to be used. */
export const LOGIN_LINK_MS = 24 * 3_600_000;

/** The endpoint of the link, under better-auth's own path. */
export const LOGIN_LINK_PATH = "/login-link";

/** Stores a new single-use link and returns its absolute address. Only the hash of its token is kept. */
export async function makeLoginLink(publicUrl: string, nowMs: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await storeLoginLink({
    id: randomUUID(),
    tokenHash: hashSecret(token),
    createdAt: new Date(nowMs),
    expiresAt: new Date(nowMs + LOGIN_LINK_MS),
  });
  return `${publicUrl}/api/auth${LOGIN_LINK_PATH}?token=${token}`;
}

/** A new one-time link that logs in the administrator of this install: an absolute address, valid for a day. */
export const createLoginLink = (): Promise<string> => makeLoginLink(env().publicUrl, systemClock());
