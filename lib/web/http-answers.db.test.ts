import { afterEach, beforeEach, expect, it } from "vitest";
import { requestsParams } from "@/lib/contract/requests.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { traceBody } from "@/lib/ingest/test-support/bodies.ts";
import { AnswerCache } from "@/lib/platform/answer-cache.ts";
import { publishLive } from "@/lib/platform/live-bus.ts";
import { createReadRouting } from "@/lib/platform/read-routing.ts";
import { queryRequests } from "@/lib/query/requests.ts";
import { startDashboard, type TestDashboard } from "@/lib/query/test-support/dashboard.ts";
import { answerOnce } from "./http-answers.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 12, 30);
const HOUR_MS = 3_600_000;
const PROGRAM: Principal = { kind: "key", id: "k", name: "Program", role: "viewer" };
const PERSON: Principal = { kind: "user", id: "u", name: "Ada", email: "a@b.c", role: "viewer" };

let dashboard: TestDashboard;
let cache: AnswerCache;
let runs: number;

beforeEach(async () => {
  dashboard = await startDashboard(() => NOW_MS);
  globalThis.headroomReadRouting = createReadRouting([]);
  cache = new AnswerCache({ redis: null, changingMs: 600_000 });
  runs = 0;
});
afterEach(async () => {
  globalThis.headroomReadRouting?.close();
  globalThis.headroomReadRouting = undefined;
  await cache.close();
  await dashboard.stop();
});

async function ask(
  principal: Principal,
  range: { from: string; to?: string } = { from: "now-1h" },
) {
  const query = requestsParams.parse(range);
  const asked = { name: "GET /api/v1/requests", principal, query, nowMs: NOW_MS } as const;
  const handle = () => {
    runs++;
    return queryRequests(query, NOW_MS);
  };
  const { result, headers } = await answerOnce(asked, handle, cache);
  const { groups } = await (result as Response).json();
  const count: number = groups[0]?.totals.requestCount ?? 0;
  return { count, isKept: headers["server-timing"]?.startsWith("cache") };
}

const send = (agoMs = 60_000) =>
  dashboard.ingest.send("traces", traceBody([{ startMs: NOW_MS - agoMs, durationMs: 5 }]));
const announce = () =>
  publishLive({ at: new Date(NOW_MS).toISOString(), services: ["shop"], signals: ["requests"] });

it("a program sees what was acknowledged before it asked", async () => {
  await send();
  expect(await ask(PROGRAM)).toEqual({ count: 1, isKept: false });
  expect(await ask(PROGRAM)).toEqual({ count: 1, isKept: true });
  await send();
  expect(await ask(PROGRAM)).toEqual({ count: 2, isKept: false });
});

it("a page sees what it was told of, and until then shares an answer", async () => {
  await send();
  announce();
  expect(await ask(PERSON)).toEqual({ count: 1, isKept: false });
  await send();
  expect(await ask(PERSON)).toEqual({ count: 1, isKept: true });
  announce();
  expect(await ask(PERSON)).toEqual({ count: 2, isKept: false });
});

it("a service that was never seen before is in the answer after its announcement", async () => {
  expect(await ask(PERSON)).toEqual({ count: 0, isKept: false });
  await send();
  announce();
  expect(await ask(PERSON)).toEqual({ count: 1, isKept: false });
});

it("questions that come together are worked out once", async () => {
  await send();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(PROGRAM)));
  expect(new Set(answers.map(({ count }) => count))).toEqual(new Set([1]));
  expect(runs).toBe(1);
});

it("only a range that nothing accepted can reach any more is kept over changes", async () => {
  const at = (hours: number) => new Date(NOW_MS - hours * HOUR_MS).toISOString();
  const recent = { from: at(3), to: at(2) };
  await send(2.5 * HOUR_MS);
  expect(await ask(PERSON, recent)).toEqual({ count: 1, isKept: false });
  await send(2.4 * HOUR_MS);
  announce();
  expect(await ask(PERSON, recent)).toEqual({ count: 2, isKept: false });

  // Accepted are starts of the last 24 hours; ten minutes more are waited.
  const settled = { from: at(30), to: at(25) };
  expect(await ask(PERSON, settled)).toMatchObject({ isKept: false });
  await send();
  announce();
  expect(await ask(PERSON, settled)).toMatchObject({ isKept: true });
  const almost = { from: at(30), to: at(24.1) };
  await ask(PERSON, almost);
  announce();
  expect(await ask(PERSON, almost)).toMatchObject({ isKept: false });
});
