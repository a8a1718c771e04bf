import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "@/lib/platform/env.ts";
import { log } from "@/lib/platform/log.ts";
import { CostSourceRunner } from "@/lib/query/cost-source-run.ts";
import { keepEnvironmentSource } from "@/lib/query/cost-sources.ts";

const LOOK_MS = 5_000;
const RETRY_MS = 30_000;

/**
 * Reads sources of costs that are due until the returned function is called; what is being read then is finished. Any
 * number of processes may do so: each takes what no other has taken.
 */
export function startCostReading(
  settings: Pick<Env, "costsAws">,
  now: () => number = Date.now,
): () => Promise<void> {
  const interrupted = new AbortController();
  const done = run(settings, now, interrupted.signal);
  return async () => {
    interrupted.abort();
    await done;
  };
}

async function run(
  { costsAws }: Pick<Env, "costsAws">,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const runner = new CostSourceRunner(now);
  let isKept = false;
  while (!signal.aborted) {
    let restMs = LOOK_MS;
    try {
      if (!isKept) await keepEnvironmentSource(costsAws, now());
      isKept = true;
      if (await runner.turn()) restMs = 0;
    } catch (error) {
      log.warn("sources of costs wait for the database", { reason: String(error) });
      restMs = RETRY_MS;
    }
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
  runner.close();
}
