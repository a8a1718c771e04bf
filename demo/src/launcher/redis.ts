import { findProgram, freePort, type GuardedProgram, startGuarded } from "./guarded-program.ts";

export type RedisServer = Pick<GuardedProgram, "stop"> & { url: string };

/** A Redis of our own on a free loopback port, in memory only; undefined when none is installed. */
export async function startRedis(): Promise<RedisServer | undefined> {
  const program = findProgram("redis-server");
  if (program === undefined) return undefined;
  const port = await freePort();
  const options = { port, bind: "127.0.0.1", save: "", appendonly: "no", maxmemory: "32mb" };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stop } = startGuarded({ program, args, signal: "TERM" });
  return { url: `redis://127.0.0.1:${port}`, stop };
}
