import { afterEach, describe, expect, it, vi } from "vitest";
import { HAS_REDIS, TestRedis } from "@/sdk/src/test-support/redis.ts";
import { AnswerCache } from "./answer-cache.ts";

const caches: AnswerCache[] = [];
function open(options: Partial<ConstructorParameters<typeof AnswerCache>[0]> = {}): AnswerCache {
  const cache = new AnswerCache({ redis: null, changingMs: 60_000, ...options });
  caches.push(cache);
  return cache;
}
afterEach(async () => {
  await Promise.all(caches.splice(0).map((cache) => cache.close()));
});

const ask = (params: object, version: string | null = "1") => ({
  route: "GET /api/v1/requests",
  params,
  version,
});

/** Answers that tell how often it was worked out. */
function counted(text = "") {
  let runs = 0;
  return async () => {
    runs++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return `${text}${runs}`;
  };
}

describe("AnswerCache", () => {
  it("works an answer out once for all who ask at the same time, and again for another question", async () => {
    const cache = open();
    const load = counted();
    const same = Array.from({ length: 50 }, (_, at) =>
      cache.getOrLoad(ask(at % 2 ? { a: 1, b: ["x"] } : { b: ["x"], a: 1 }), load),
    );
    expect(new Set(await Promise.all(same))).toEqual(new Set(["1"]));
    expect(await cache.getOrLoad(ask({ a: 1, b: ["y"] }), load)).toBe("2");
    expect(await cache.getOrLoad({ ...ask({ a: 1, b: ["x"] }), route: "other" }, load)).toBe("3");
  });

  it("keeps no answer beyond a change of the data", async () => {
    const cache = open();
    const load = counted();
    expect(await cache.getOrLoad(ask({}, "1"), load)).toBe("1");
    expect(await cache.getOrLoad(ask({}, "1"), load)).toBe("1");
    expect(await cache.getOrLoad(ask({}, "2"), load)).toBe("2");
  });

  it("keeps an answer that time changes for a moment only", async () => {
    const cache = open({ changingMs: 30 });
    const load = counted();
    expect(await cache.getOrLoad(ask({}), load)).toBe("1");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await cache.getOrLoad(ask({}), load)).toBe("2");
  });

  it("hands on a failure, and a long answer, without keeping either", async () => {
    const cache = open();
    const fail = () => Promise.reject(new RangeError("no"));
    await expect(cache.getOrLoad(ask({}), fail)).rejects.toThrow(RangeError);
    const long = counted("x".repeat(600_000));
    expect((await cache.getOrLoad(ask({}), long)).slice(-2)).toBe("x1");
    expect((await cache.getOrLoad(ask({}), long)).slice(-2)).toBe("x2");
  });

  it.skipIf(!HAS_REDIS)(
    "shares settled answers over Redis, and answers without it",
    async () => {
      const server = await TestRedis.start();
      const [one, other] = [open({ redis: server.connect() }), open({ redis: server.connect() })];
      const load = counted();
      await vi.waitFor(async () => {
        const params = { try: Math.random() };
        const first = await one.getOrLoad(ask(params, null), load);
        expect(await other.getOrLoad(ask(params, null), load)).toBe(first);
      }, 10_000);
      // What may still change stays in the process that knows the version.
      const changing = counted();
      await one.getOrLoad(ask({}), changing);
      expect(await other.getOrLoad(ask({}), changing)).toBe("2");
      await server.pause();
      const away = counted();
      expect(await one.getOrLoad(ask({ away: 1 }, null), away)).toBe("1");
      expect(await one.getOrLoad(ask({ away: 1 }, null), away)).toBe("1");
      expect(await other.getOrLoad(ask({ away: 1 }, null), away)).toBe("2");
      await server.stop();
    },
    20_000,
  );
});
