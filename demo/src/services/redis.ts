import { Redis } from "ioredis";
import * as log from "./log.ts";

/** A connection that fails fast while Redis is away; undefined when there is none. */
export function openRedis(): Redis | undefined {
  const url = process.env.REDIS_URL;
  if (url === undefined || url === "") return undefined;
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on("error", (error) => log.warn("redis is away", { "exception.message": error.message }));
  return redis;
}
