import { Redis } from "ioredis";
import { onShutdown } from "./shutdown.ts";

// Next bundles this module more than once in a process; the connection must exist once.
declare global {
  var headroomRedis: Redis | undefined;
}

/** The connection of this process for commands: one that is lost fails them at once. Null without an address. */
export function redisConnection(url: string | null): Redis | null {
  if (url === null) return null;
  if (globalThis.headroomRedis) return globalThis.headroomRedis;
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  // A lost Redis is told by each command that fails.
  redis.on("error", () => {});
  onShutdown("pools", () => {
    redis.disconnect();
    globalThis.headroomRedis = undefined;
  });
  globalThis.headroomRedis = redis;
  return redis;
}
