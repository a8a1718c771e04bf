import { setTimeout as sleep } from "node:timers/promises";
import { CountedCache } from "@/lib/platform/counted-cache.ts";
import { log } from "@/lib/platform/log.ts";

/** Bills change a few times a day, and every open page asks. */
const FRESH_FOR_MS = 300_000;
/** An overview waits no longer for bills: it is looked at when something is wrong. */
const LONGEST_WAIT_MS = 2_000;

type Reader<Value> = {
  /** Of the cache, and in the log when reading failed. */
  name: string;
  /** What an answer depends on besides the day; asked every time, so it must be quick. */
  version?: () => Promise<string>;
  read: (nowMs: number) => Promise<Value>;
  /** While it cannot be read, or not yet. */
  none: Value;
};

/** What bills say, kept for some minutes: nobody waits long for it or fails by it. */
export function patientAnswer<Value>(reader: Reader<Value>): (nowMs: number) => Promise<Value> {
  const { name, version = async () => "", read, none } = reader;
  const recent = new CountedCache<string, Promise<Value>>(name, { max: 2, ttl: FRESH_FOR_MS });
  const readOnce = async (nowMs: number): Promise<Value> => {
    const key = `${new Date(nowMs).toISOString().slice(0, 10)} ${await version()}`;
    const known = recent.get(key);
    if (known) return known;
    const answer = read(nowMs);
    recent.set(key, answer);
    answer.catch(() => recent.delete(key));
    return answer;
  };
  return async (nowMs) => {
    try {
      return await Promise.race([readOnce(nowMs), sleep(LONGEST_WAIT_MS, none, { ref: false })]);
    } catch (error) {
      log.warn(`${name} cannot be read`, { reason: String(error) });
      return none;
    }
  };
}
