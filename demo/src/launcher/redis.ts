import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

export type RedisServer = { url: string; stop: () => void };

/** Ends Redis when the pipe from the launcher closes, however the launcher ended. */
const GUARD = 'redis-server "$@" >/dev/null & cat >/dev/null; kill $!; wait';

/** A Redis of our own on a free loopback port, in memory only; undefined when none is installed. */
export async function startRedis(): Promise<RedisServer | undefined> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, "redis-server")))) return undefined;
  const port = await freePort();
  const options = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
  ];
  const guard = spawn("sh", ["-c", GUARD, "sh", ...options, "--maxmemory", "32mb"], {
    stdio: ["pipe", "ignore", "inherit"],
    detached: true,
  });
  return { url: `redis://127.0.0.1:${port}`, stop: () => guard.stdin.end() };
}

function freePort(): Promise<number> {
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
