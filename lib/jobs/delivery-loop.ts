import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Notification } from "@/lib/domain/notifications.ts";
import { log } from "@/lib/platform/log.ts";
import { readDatabaseClock } from "@/lib/store/alert-outbox.ts";
import { changesBefore } from "./changes-before.ts";
import { Deliverer } from "./deliver-notifications.ts";
import { drawPictures } from "./draw-pictures.ts";

const LOOK_MS = 1_000;
const RETRY_MS = 3_000;

/**
 * Delivers notifications until the returned function is called; what is being sent then is finished. Any number of
 * processes may do so: each takes what no other has taken.
 */
export function startDelivery(
  pool: Pool,
  settings: { publicUrl: string; allow: readonly string[] },
): () => Promise<void> {
  const interrupted = new AbortController();
  const changesOf = (notification: Notification, nowMs: number) =>
    changesBefore(pool, notification, nowMs);
  const picturesOf = (notification: Notification, nowMs: number) =>
    drawPictures(pool, notification, nowMs);
  const deliverer = new Deliverer(pool, { ...settings, changesOf, picturesOf });
  const done = run(pool, deliverer, interrupted.signal);
  return async () => {
    interrupted.abort();
    await done;
    await pool.end();
  };
}

async function run(pool: Pool, deliverer: Deliverer, signal: AbortSignal): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    let restMs = LOOK_MS;
    try {
      if ((await deliverer.turn(await readDatabaseClock(pool))) > 0) restMs = 0;
      failing = false;
    } catch (error) {
      if (!failing) log.warn("notifications wait for the database", { reason: String(error) });
      failing = true;
      restMs = RETRY_MS;
    }
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}
