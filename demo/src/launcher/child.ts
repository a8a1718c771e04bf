import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { type Command, ready } from "../messages.ts";

export type Child = {
  pid: number | undefined;
  send: (command: Command) => void;
  /** The URL at which it listens. Rejects when it exits first, or is not ready within three minutes. */
  ready: Promise<string>;
  exited: Promise<void>;
  /** SIGTERM, and SIGKILL after 6 s; resolves when it is gone. */
  stop: () => Promise<void>;
};

const READY_DEADLINE_MS = 180_000;
const STOP_DEADLINE_MS = 6_000;

/** Starts a bundled program beside this one. */
export function startChild(program: string, env: NodeJS.ProcessEnv): Child {
  const child = fork(join(__dirname, `${program}.cjs`), [], {
    env,
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const stop = async () => {
    const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_DEADLINE_MS);
    child.kill("SIGTERM");
    await exited;
    clearTimeout(deadline);
  };
  const send = (command: Command) => {
    if (child.connected) child.send(command, () => {});
  };
  return { pid: child.pid, send, ready: waitUntilReady(child, program), exited, stop };
}

function waitUntilReady(child: ChildProcess, program: string): Promise<string> {
  const pending = new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${program} ${reason}`));
    const deadline = setTimeout(() => fail("was not ready in time"), READY_DEADLINE_MS);
    child.on("message", (message) => {
      const parsed = ready.safeParse(message);
      if (!parsed.success) return;
      clearTimeout(deadline);
      resolve(parsed.data.url);
    });
    child.once("exit", (code) => {
      clearTimeout(deadline);
      fail(`exited with ${code} before it was ready`);
    });
  });
  pending.catch(() => {});
  return pending;
}
