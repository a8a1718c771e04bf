import { randomUUID } from "node:crypto";
import { DEFAULT_ALERT_RULES } from "@/lib/query/default-alert-rules.ts";
import { makeDefaultRules } from "@/lib/store/default-alert-rules.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

/** Makes the rules that come with Headroom, each once in the life of an install. Returns how many were made. */
export function ensureDefaultRules(client: Queryable, nowMs: number): Promise<number> {
  const rules = Object.entries(DEFAULT_ALERT_RULES).map(([name, spec]) => ({
    ...{ name, id: randomUUID(), title: spec.name, spec },
  }));
  return makeDefaultRules(client, rules, nowMs);
}
