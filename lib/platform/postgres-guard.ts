import { isAlive } from "@/lib/platform/data-dir.ts";
import type { EmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { log } from "@/lib/platform/log.ts";

const CHECK_MS = 1_000;

/**
 * Starts the embedded Postgres again when it ends by itself (killed, out of memory): under the same address, so that
 * pools find it again. What was committed is there. Returns the function that stops watching and ends it.
 */
export function guardPostgres(first: EmbeddedPostgres, checkMs = CHECK_MS): () => Promise<void> {
  let running = first;
  let restarting: Promise<void> | null = null;
  const restart = async () => {
    log.warn("the embedded Postgres ended by itself: starting it again", { pid: running.pid });
    try {
      running = await running.restart();
      log.info("the embedded Postgres runs again", { pid: running.pid });
    } catch (error) {
      log.error("the embedded Postgres could not be started again", {
        reason: error instanceof Error ? error.message : String(error),
      });
    } finally {
      restarting = null;
    }
  };
  const timer = setInterval(() => {
    if (!isAlive(running.pid)) restarting ??= restart();
  }, checkMs);
  return async () => {
    clearInterval(timer);
    await restarting;
    await running.stop();
  };
}
