import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/platform/log.ts";

/** What stops, in this order: each step is over before the next begins, so that nothing loses what it stands on. */
const STEPS = [
  "demo",
  "web",
  "telemetry",
  "receivers",
  "worker",
  "jobs",
  "pools",
  "postgres",
  "lock",
] as const;
export type ShutdownStep = (typeof STEPS)[number];

/** The steps that leave the data safe: they run even when an earlier one hangs. */
const ALWAYS = new Set<ShutdownStep>(["postgres", "lock"]);
const DRAIN_MS = 15_000;

type Stop = () => Promise<void> | void;

// Next bundles this module more than once in a process; the list must exist once.
declare global {
  var headroomShutdown: Map<ShutdownStep, Set<Stop>> | undefined;
}

/** Registers what a step has to stop. Several of one step run together. Returns the function that takes it back. */
export function onShutdown(step: ShutdownStep, stop: Stop): () => void {
  globalThis.headroomShutdown ??= new Map();
  const stops = globalThis.headroomShutdown.get(step) ?? new Set();
  globalThis.headroomShutdown.set(step, stops);
  stops.add(stop);
  return () => stops.delete(stop);
}

/**
 * Stops everything that was registered, in order. What is not done after `drainMs` altogether is left, except the
 * database and the lock. A stop that throws is logged and does not keep the next from running.
 * Returns whether all of it ended in time and without error.
 */
export async function shutDown(drainMs = DRAIN_MS): Promise<boolean> {
  const deadline = Date.now() + drainMs;
  let clean = true;
  for (const step of STEPS) {
    const stops = [...(globalThis.headroomShutdown?.get(step) ?? [])];
    globalThis.headroomShutdown?.delete(step);
    const done = Promise.all(stops.map((stop) => stopOne(step, stop)));
    const result = ALWAYS.has(step) ? await done : await within(done, deadline - Date.now());
    if (result === null) log.warn("shutdown: gave up waiting", { step });
    if (result === null || result.includes(false)) clean = false;
  }
  return clean;
}

async function stopOne(step: ShutdownStep, stop: Stop): Promise<boolean> {
  try {
    await stop();
    return true;
  } catch (error) {
    log.error("shutdown: a step failed", { step, error: asError(error) });
    return false;
  }
}

/** null: the time passed first. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  const timer = new AbortController();
  const late = sleep(Math.max(0, ms), null, { signal: timer.signal }).catch(() => null);
  const result = await Promise.race([work, late]);
  timer.abort();
  return result;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
