import { fork } from "node:child_process";
import { join } from "node:path";

/** Bundled beside this one. */
const PROGRAM = "backfill";

export type Backfill = { stop: () => void };

/**
 * Starts the program that pushes the shop's past, and resolves once the first of it is stored, or it has ended: from
 * then on the live services may report. A failure is told and leaves the live demo alone.
 */
export function startBackfill(
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<Backfill> {
  const child = fork(join(__dirname, `${PROGRAM}.cjs`), [], {
    env,
    execArgv: [],
    stdio: "inherit",
  });
  return new Promise((resolve) => {
    const started = () => resolve({ stop: () => child.kill("SIGTERM") });
    child.once("message", started);
    child.once("error", (error) => log(error.message));
    child.once("exit", (code) => {
      if (code !== 0 && code !== null)
        log("the history is incomplete; start again to go on with it");
      started();
    });
  });
}
