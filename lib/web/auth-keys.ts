import { createHash, timingSafeEqual } from "node:crypto";
import {
  ADMIN_KEY_ID,
  type AnonymousPrincipal,
  bearerSecret,
  type KeyPrincipal,
} from "@/lib/domain/principal.ts";
import { CountedCache } from "@/lib/platform/counted-cache.ts";

/** How long a key that was found is believed, so also how long a revoked one may still work. */
export const KEY_CACHE_MS = 10_000;

/** Who an `Authorization` header stands for. Rejects when the key has to be looked up and the database is away. */
export type KeyResolver = (
  authorization: string | null | undefined,
) => Promise<KeyPrincipal | AnonymousPrincipal>;

/** SHA-256 of a secret, hex: all that is kept of it. */
export const hashSecret = (secret: string): string =>
  createHash("sha256").update(secret).digest("hex");

/**
 * Resolves the secret of `HEADROOM_ADMIN_KEY` without the database and any other through `findKey`, given
 * its SHA-256 in hex. Found keys are remembered for `KEY_CACHE_MS`; unknown ones are looked up each time.
 */
export function createKeyResolver(options: {
  adminKey: string | null;
  findKey: (secretHash: string) => Promise<KeyPrincipal | null>;
  now: () => number;
}): KeyResolver {
  const adminHash = options.adminKey === null ? null : digest(options.adminKey);
  const found = new CountedCache<string, KeyPrincipal>("api keys", {
    max: 1_000,
    ttl: KEY_CACHE_MS,
    ttlResolution: 0,
    perf: { now: options.now },
  });
  return async (authorization) => {
    const secret = bearerSecret(authorization);
    if (secret === null) return { kind: "anonymous", presented: false };
    if (secret === "") return { kind: "anonymous", presented: true };
    if (adminHash !== null && timingSafeEqual(adminHash, digest(secret))) {
      return { kind: "key", id: ADMIN_KEY_ID, name: "HEADROOM_ADMIN_KEY", role: "admin" };
    }
    const hash = hashSecret(secret);
    const known = found.get(hash) ?? (await options.findKey(hash));
    if (known === null) return { kind: "anonymous", presented: true };
    if (!found.has(hash)) found.set(hash, known);
    return known;
  };
}

const digest = (secret: string): Buffer => createHash("sha256").update(secret).digest();
