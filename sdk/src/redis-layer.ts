import { randomUUID } from "node:crypto";
import { redisDriver } from "bentocache/drivers/redis";
import type { CreateDriverResult, L2CacheDriver } from "bentocache/types";
import type { Redis } from "ioredis";

export type RedisLayer = {
  driver: CreateDriverResult<L2CacheDriver>;
  /** Tells other instances which keys are no longer true; null: none is. A Redis that is away tells nobody. */
  announce: (keys: string[] | null) => void;
  close: () => void;
};

type Options = {
  redis: Redis;
  /** Of the keys, and of the channel on which instances tell each other. */
  prefix: string;
  /** An answer that takes longer is none. */
  timeoutMs: number;
  /** Told of each look-up that Redis was asked for. */
  onAnswer: (answer: { failed: boolean; seconds: number }) => void;
  /** Another instance says that these keys are no longer true; null: none is, or what was said was not heard. */
  onForget: (keys: string[] | null) => void;
};

/**
 * The second layer, over connections of its own that fail fast: a Redis that is away costs a look-up at most
 * `timeoutMs`, and commands never queue up for its return.
 */
export function redisLayer({ redis, prefix, timeoutMs, onAnswer, onForget }: Options): RedisLayer {
  const commands = redis.duplicate({
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
  });
  const listener = redis.duplicate({ maxRetriesPerRequest: null });
  // A Redis that is away is told by each look-up that fails.
  for (const connection of [commands, listener]) connection.on("error", () => {});
  const self = randomUUID();
  listen(listener, { channel: prefix, self, onForget });
  return {
    driver: {
      options: {},
      factory: () =>
        measured(
          redisDriver({ connection: commands, prefix }).factory({ connection: commands, prefix }),
          onAnswer,
        ),
    },
    announce: (keys) => {
      commands.publish(prefix, JSON.stringify({ from: self, keys })).catch(() => {});
    },
    close: () => {
      commands.disconnect();
      listener.disconnect();
    },
  };
}

type Listening = { channel: string; self: string; onForget: Options["onForget"] };

/** Hears what other instances forget. What was said while the connection was lost is unknown, so all is forgotten. */
function listen(listener: Redis, { channel, self, onForget }: Listening): void {
  let wasLost = false;
  listener.on("close", () => {
    wasLost = true;
  });
  listener.on("ready", () => {
    if (wasLost) onForget(null);
    wasLost = false;
  });
  listener.on("message", (_channel, text) => {
    const { from, keys } = parseAnnouncement(text);
    if (from !== self) onForget(keys);
  });
  listener.subscribe(channel).catch(() => {});
}

/** What cannot be read may have been about any key. */
function parseAnnouncement(text: string): { from: unknown; keys: string[] | null } {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null) return { from: null, keys: null };
    const keys = "keys" in message && Array.isArray(message.keys) ? message.keys.map(String) : null;
    return { from: "from" in message ? message.from : null, keys };
  } catch {
    return { from: null, keys: null };
  }
}

/** The driver, with each look-up timed. */
function measured(driver: L2CacheDriver, onAnswer: Options["onAnswer"]): L2CacheDriver {
  const get = async (key: string) => {
    const startedMs = performance.now();
    const tell = (failed: boolean) =>
      onAnswer({ failed, seconds: (performance.now() - startedMs) / 1_000 });
    try {
      const value = await driver.get(key);
      tell(false);
      return value;
    } catch (error) {
      tell(true);
      throw error;
    }
  };
  return {
    type: "l2",
    namespace: (namespace) => measured(asSecondLayer(driver.namespace(namespace)), onAnswer),
    get,
    pull: (key) => driver.pull(key),
    set: (key, value, ttlMs) => driver.set(key, value, ttlMs),
    clear: () => driver.clear(),
    delete: (key) => driver.delete(key),
    deleteMany: (keys) => driver.deleteMany(keys),
    disconnect: () => driver.disconnect(),
  };
}

type AnyDriver = ReturnType<L2CacheDriver["namespace"]>;

/** A namespace of a second layer is one too; its type does not say so. */
const asSecondLayer = (driver: AnyDriver): L2CacheDriver => ({
  type: "l2",
  namespace: (namespace) => driver.namespace(namespace),
  get: (key) => driver.get(key),
  pull: (key) => driver.pull(key),
  set: (key, value, ttlMs) => driver.set(key, value, ttlMs),
  clear: () => driver.clear(),
  delete: (key) => driver.delete(key),
  deleteMany: (keys) => driver.deleteMany(keys),
  disconnect: () => driver.disconnect(),
});
