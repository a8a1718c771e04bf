import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

/** User and group for a program that refuses to be root; null: our own. */
export type RunAs = { uid: number; gid: number } | null;

export type GuardedProgram = {
  /** Resolves when the program is gone. */
  stop: () => Promise<void>;
  /** Resolves when it ended, asked to or not. */
  ended: Promise<void>;
};

/** Ends the program when the pipe from the launcher closes, however the launcher ended. */
const GUARD = 'signal=$1; shift; "$@" >/dev/null & cat >/dev/null; kill -"$signal" $!; wait';

type Start = {
  program: string;
  args: string[];
  /** What ends it in order. */
  signal: "TERM" | "INT";
  runAs?: RunAs;
  /** Where its stderr goes; ours unless given. */
  logFile?: string;
};

/** Starts a program that is not Node's. */
export function startGuarded(start: Start): GuardedProgram {
  const { program, args, signal, runAs = null, logFile } = start;
  const log = logFile === undefined ? undefined : openSync(logFile, "a", 0o600);
  const guard = spawn("sh", ["-c", GUARD, "sh", signal, program, ...args], {
    stdio: ["pipe", "ignore", log ?? "inherit"],
    detached: true,
    cwd: "/",
    env: bareEnvironment(),
    ...(runAs ?? {}),
  });
  if (log !== undefined) closeSync(log);
  const ended = new Promise<void>((resolve) => {
    guard.once("exit", () => resolve());
    guard.once("error", () => resolve());
  });
  // A guard that is gone already cannot be told.
  guard.stdin?.on("error", () => {});
  const stop = () => {
    guard.stdin?.end();
    return ended;
  };
  return { stop, ended };
}

/** Ours may hold secrets, and settings that would steer the program. */
export const bareEnvironment = (): NodeJS.ProcessEnv => ({
  NODE_ENV: "production",
  PATH: process.env.PATH ?? "",
  LC_ALL: "C",
  TZ: "UTC",
});

/** The path of an installed program; undefined: there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A port of 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
