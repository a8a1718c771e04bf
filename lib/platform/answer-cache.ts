import { createHash } from "node:crypto";
import { createLayeredCache, type LayeredCache } from "@headroom/sdk/layered-cache";
import type { Redis } from "ioredis";
import packageJson from "@/package.json" with { type: "json" };
import { env } from "./env.ts";
import { redisConnection } from "./redis.ts";
import { onShutdown } from "./shutdown.ts";

/** What makes two questions one. `version`: of the data that an answer must have; null: nothing can change it. */
export type CachedQuestion = { route: string; params: unknown; version: string | null };

const SETTLED_MS = 300_000;
/** Time alone changes an answer that reaches the present. */
const CHANGING_MS = 1_000;
const MOST_ANSWERS = 256;
/** A longer answer is not kept: some hundred of them would fill the heap. */
const MOST_CHARACTERS = 256 * 1024;

/**
 * Answers as JSON. Those that nothing can change any more are kept for minutes, in memory and in Redis, where every
 * process finds them; others for a second in memory, under the version of the data, so that none outlives a change.
 */
export class AnswerCache {
  private readonly settled: LayeredCache<string>;
  private readonly changing: LayeredCache<string>;

  constructor({ redis, changingMs = CHANGING_MS }: { redis: Redis | null; changingMs?: number }) {
    const maxEntries = MOST_ANSWERS;
    this.settled = createLayeredCache({
      name: "settled answers",
      ttlMs: SETTLED_MS,
      maxEntries,
      ...(redis === null ? {} : { redis }),
    });
    this.changing = createLayeredCache({ name: "answers", ttlMs: changingMs, maxEntries });
  }

  /** The answer, which `load` works out when none is kept, once for all who ask meanwhile. Rejects as `load` does. */
  async getOrLoad(question: CachedQuestion, load: () => Promise<string>): Promise<string> {
    const cache = question.version === null ? this.settled : this.changing;
    let own: string | undefined;
    const kept = await cache.getOrLoad(keyOf(question), async () => {
      own = await load();
      return own.length > MOST_CHARACTERS ? undefined : own;
    });
    return own ?? kept ?? load();
  }

  async close(): Promise<void> {
    await Promise.all([this.settled.close(), this.changing.close()]);
  }
}

/** Another release may answer in another shape. */
const keyOf = (question: CachedQuestion): string =>
  createHash("sha256")
    .update(JSON.stringify([packageJson.version, sorted(question)]))
    .digest("base64url");

/** The same with the names of every object in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!(value instanceof Object)) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, sorted(inner)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

// Next bundles this module more than once in a process; an answer must be kept once.
declare global {
  var headroomAnswers: AnswerCache | undefined;
}

/** The cache of this process; null: `HEADROOM_ANSWER_CACHE=off`. */
export function answerCache(): AnswerCache | null {
  if (!env().answerCache) return null;
  if (globalThis.headroomAnswers) return globalThis.headroomAnswers;
  const cache = new AnswerCache({ redis: redisConnection(env().redisUrl) });
  globalThis.headroomAnswers = cache;
  onShutdown("pools", () => cache.close());
  return cache;
}
