import { systemClock } from "@/lib/platform/clock.ts";
import { env } from "@/lib/platform/env.ts";
import { findApiKey } from "@/lib/store/api-keys.ts";
import { createKeyResolver, type KeyResolver } from "./auth-keys.ts";

// Next bundles this module more than once in a process; what is known of keys must be known once.
declare global {
  var headroomKeys: KeyResolver | undefined;
}

/** Who an `Authorization` header stands for in this process. Rejects when the database is needed and away. */
export const principalOfKey: KeyResolver = (authorization) => {
  globalThis.headroomKeys ??= createKeyResolver({
    adminKey: env().adminKey,
    findKey: findApiKey,
    now: systemClock,
  });
  return globalThis.headroomKeys(authorization);
};
