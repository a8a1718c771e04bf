/** What a principal may do, weakest first among people; `ingest` is for keys that only send telemetry. */
export const ROLES = ["viewer", "editor", "admin", "ingest"] as const;
export type Role = (typeof ROLES)[number];

/** A program with a key. `id` is stable and safe to log; the secret is never kept. */
export type KeyPrincipal = { kind: "key"; id: string; name: string; role: Role };

/** A person with a session. */
export type UserPrincipal = { kind: "user"; id: string; name: string; email: string; role: Role };

/** Nobody that we know. `presented`: a credential came along, but it is not (or no longer) valid. */
export type AnonymousPrincipal = { kind: "anonymous"; presented: boolean };

/** Who is asking. */
export type Principal = KeyPrincipal | UserPrincipal | AnonymousPrincipal;

/** The id under which `HEADROOM_ADMIN_KEY` acts. */
export const ADMIN_KEY_ID = "admin-key";

/** The role of a stored text; null when it names none. */
export function parseRole(text: string): Role | null {
  return ROLES.find((role) => role === text) ?? null;
}

/** The secret of `Authorization: Bearer SECRET`; null: no header; empty: a header that is none of that. */
export function bearerSecret(authorization: string | null | undefined): string | null {
  if (authorization === null || authorization === undefined) return null;
  return /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1] ?? "";
}
