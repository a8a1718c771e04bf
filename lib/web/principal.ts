import { headers } from "next/headers";
import { type Principal, parseRole, type UserPrincipal } from "@/lib/domain/principal.ts";
import { UnavailableError } from "@/lib/domain/problem.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { env } from "@/lib/platform/env.ts";
import { auth } from "./auth.ts";
import { readCookie, sessionCookieName } from "./auth-cookie.ts";
import { principalOfKey } from "./auth-key-principal.ts";

/** How long a session that was found is believed; ending one in this process takes effect at once. */
const SESSION_CACHE_MS = 10_000;

// Next bundles this module more than once in a process; a session that ends must end in all of them.
declare global {
  var headroomSessions: CountedCache<string, UserPrincipal> | undefined;
}

function sessions(): CountedCache<string, UserPrincipal> {
  globalThis.headroomSessions ??= new CountedCache("sessions", {
    max: 1_000,
    ttl: SESSION_CACHE_MS,
  });
  return globalThis.headroomSessions;
}

/** Who sends this request: by its key when it has one, else by its session. Rejects when the database is away. */
export async function principalOf(request: { headers: Headers }): Promise<Principal> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return principalOfKey(authorization);
  return sessionPrincipal(request.headers.get("cookie"));
}

/** Who asks for the page that is being rendered. */
export async function currentPrincipal(): Promise<Principal> {
  return principalOf({ headers: await headers() });
}

/** Forgets the session of this request, so that it is looked up again. */
export function forgetSession(request: { headers: Headers }): void {
  const cookie = readCookie(request.headers.get("cookie"), sessionCookieName(env().publicUrl));
  if (cookie !== null) sessions().delete(cookie);
}

async function sessionPrincipal(cookies: string | null): Promise<Principal> {
  const name = sessionCookieName(env().publicUrl);
  const cookie = readCookie(cookies, name);
  if (cookie === null) return { kind: "anonymous", presented: false };
  const cached = sessions().get(cookie);
  if (cached) return cached;
  const found = await findSession(`${name}=${cookie}`);
  const role = parseRole(found?.user.role ?? "");
  if (found === null || role === null) return { kind: "anonymous", presented: true };
  const { id, name: personName, email } = found.user;
  const principal: UserPrincipal = { kind: "user", id, name: personName, email, role };
  sessions().set(cookie, principal);
  return principal;
}

/** The session of a cookie; null: none. better-auth tells of a database that is away only by an error of its own. */
async function findSession(cookie: string) {
  try {
    return await auth().api.getSession({ headers: new Headers({ cookie }) });
  } catch (cause) {
    throw new UnavailableError("The session could not be looked up", { cause });
  }
}
