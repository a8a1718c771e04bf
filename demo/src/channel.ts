import { type Command, command, type Ready } from "./messages.ts";

/** Calls `handle` for each command of the launcher; anything else on the channel is ignored. */
export function onCommand(handle: (command: Command) => void): void {
  process.on("message", (message) => {
    const parsed = command.safeParse(message);
    if (parsed.success) handle(parsed.data);
  });
}

/** Tells the launcher that this process can take traffic. */
export function announceReady(message: Ready): void {
  // A launcher that is gone takes no message, and ends this process by that.
  process.send?.(message, undefined, undefined, () => {});
}

const STOP_DEADLINE_MS = 4_000;

/**
 * Runs `stop` once and exits, on SIGTERM, on SIGINT and when the launcher is gone, however it ended.
 * Without this an instrumented process may outlive both.
 */
export function stopWithLauncher(stop: () => Promise<unknown>): void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.on("disconnect", end);
}
