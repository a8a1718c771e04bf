// @ts-check
import { spawn } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** A sentence for the person who started this; no stack. */
export class BootstrapError extends Error {}

/**
 * Runs a program in the repository with our standard streams; rejects when it fails. A signal that ends us ends it.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [environment]
 * @returns {Promise<void>}
 */
export function run(program, args, environment = process.env) {
  return new Promise((resolve, reject) => {
    const env = /** @type {NodeJS.ProcessEnv} */ (environment);
    const child = spawn(program, args, { cwd: ROOT, env, stdio: "inherit", detached: true });
    /** A build in full swing does not hear SIGTERM, and has children: its whole group ends. @param {NodeJS.Signals} signal */
    const end = (signal) => {
      killGroup(child, signal);
      setTimeout(() => killGroup(child, "SIGKILL"), 2_000);
      child.once("exit", () => process.exit(signal === "SIGINT" ? 130 : 143));
    };
    process.on("SIGINT", end).on("SIGTERM", end);
    const done = () => process.off("SIGINT", end).off("SIGTERM", end);
    child.once("error", (error) => {
      done();
      reject(new BootstrapError(`${program} could not be started: ${error.message}`));
    });
    child.once("exit", (code, signal) => {
      done();
      if (code === 0) resolve();
      else
        reject(
          new BootstrapError(`${basename(program)} ${args.join(" ")} failed (${signal ?? code})`),
        );
    });
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function killGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}
