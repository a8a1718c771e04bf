import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "@/lib/platform/env.ts";
import { log } from "@/lib/platform/log.ts";
import { readCostFolder } from "@/lib/query/cost-folder.ts";
import { CostSourceRunner } from "@/lib/query/cost-source-run.ts";
import { keepEnvironmentSource } from "@/lib/query/cost-sources.ts";

const LOOK_MS = 5_000;
const FOLDER_MS = 15_000;
const RETRY_MS = 30_000;

type Settings = Pick<Env, "costsAws" | "costsDir" | "costsAllow">;

/**
 * Reads sources of costs that are due, and the watched folder, until the returned function is called; a source that is
 * being read then is finished, a file is left for the next process. Any number of processes may do so: each takes what no other has taken.
 */
export function startCostReading(
  settings: Settings,
  now: () => number = Date.now,
): () => Promise<void> {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  const { costsDir } = settings;
  const loops = [
    repeat(() => readFolder(costsDir, now, signal), signal),
    readSources(settings, now, signal),
  ];
  return async () => {
    interrupted.abort();
    await Promise.all(loops);
  };
}

async function readSources(
  { costsAws, costsAllow }: Settings,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const runner = new CostSourceRunner(now, costsAllow);
  let isKept = false;
  await repeat(async () => {
    if (!isKept) await keepEnvironmentSource(costsAws, now());
    isKept = true;
    return (await runner.turn()) ? 0 : LOOK_MS;
  }, signal);
  runner.close();
}

async function readFolder(
  folder: string | null,
  now: () => number,
  signal: AbortSignal,
): Promise<number> {
  if (folder !== null) await readCostFolder(folder, now, signal);
  return FOLDER_MS;
}

/** Runs again and again, resting as long as it says. */
async function repeat(run: () => Promise<number>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let restMs = RETRY_MS;
    try {
      restMs = await run();
    } catch (error) {
      log.warn("costs could not be read, tried again", { reason: String(error) });
    }
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
}
