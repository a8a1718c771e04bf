import { setTimeout as sleep } from "node:timers/promises";
import type { Notification } from "@/lib/domain/notifications.ts";
import { whatChanged } from "@/lib/query/what-changed.ts";
import type { Queryable } from "@/lib/store/queryable.ts";

/** A message does not wait longer for what changed. */
const PATIENCE_MS = 5_000;
const MOST_PLACES = 3;

/** What changed shortly before where a message's alerts fire; nothing where that is no service or takes too long. */
export async function changesBefore(
  client: Queryable,
  { alerts, about }: Notification,
  nowMs: number,
): Promise<string[]> {
  const places = new Map(
    alerts
      .filter(({ status, key }) => status === "firing" && key.service)
      .map((alert) => {
        const { service = "", namespace = "", environment = "" } = alert.key;
        const place = { service, namespace, environment };
        return [JSON.stringify(place), { place, sinceMs: alert.sinceMs }];
      }),
  );
  if (about || places.size === 0) return [];
  const look = async () => {
    const texts = new Set<string>();
    for (const { place, sinceMs } of [...places.values()].slice(0, MOST_PLACES)) {
      const changed = await whatChanged(client, place, { sinceMs, nowMs });
      for (const { atMs, text } of changed) texts.add(withTime(atMs, text));
    }
    return [...texts];
  };
  const end = new AbortController();
  const late = sleep(PATIENCE_MS, [], { signal: end.signal }).catch(() => []);
  try {
    return await Promise.race([look().catch(() => []), late]);
  } finally {
    end.abort();
  }
}

const withTime = (atMs: number | null, text: string): string =>
  atMs === null ? text : `${new Date(atMs).toISOString().slice(11, 16)} UTC ${text}`;
