import { createLayeredCache } from "@headroom/sdk/layered-cache";
import { Redis } from "ioredis";
import { startTelemetry } from "./telemetry.ts";

const stopTelemetry = startTelemetry();
const { REDIS_URL } = process.env;
const redis = REDIS_URL === undefined ? undefined : new Redis(REDIS_URL);
let loads = 0;
const loadUser = async (id: string) => {
  loads += 1;
  return { id, name: "Ada" };
};

const users = createLayeredCache<{ id: string; name: string }>({
  name: "users",
  ttlMs: 60_000,
  ...(redis ? { redis } : {}),
});
await users.invalidateAll();
const ask = () => users.getOrLoad("42", () => loadUser("42"));

await Promise.all([ask(), ask(), ask()]);
console.log("three at once:", loads, "load");
await ask();
console.log("from memory:", loads, "load");
await users.invalidate("42");
console.log("after an invalidation:", (await ask())?.name, loads, "loads");

await stopTelemetry();
await users.close();
redis?.disconnect();
