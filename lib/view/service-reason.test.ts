import { expect, it } from "vitest";
import { reasonOf } from "./service-reason.ts";
import type { Miss, ServiceStatus } from "./service-status.ts";

const UNTIL = Date.UTC(2026, 10, 24, 14, 20, 0);
const when = { untilMs: UNTIL, zone: "UTC" };

const miss = (measure: Miss["measure"], minutesAgo: number, over: { ongoing: boolean }): Miss => ({
  measure,
  severity: "critical",
  value: measure === "p95" ? 486 : 0.02,
  limit: measure === "p95" ? 200 : 0.001,
  breach: {
    fromMs: UNTIL - minutesAgo * 60_000,
    toMs: over.ongoing ? UNTIL : UNTIL - 60_000,
    stepMs: 60_000,
    peak: 1,
    ...over,
  },
});

const missed = (...misses: Miss[]): ServiceStatus => ({
  kind: "missed",
  severity: "critical",
  misses,
});
const say = (status: ServiceStatus) => reasonOf(status, when)?.replaceAll("\u00a0", " ") ?? null;

it.each<[string | null, ServiceStatus]>([
  [null, { kind: "ok" }],
  ["no requests", { kind: "few", requestCount: 0 }],
  ["12 requests, too few to judge", { kind: "few", requestCount: 12 }],
  ["no data in this range", { kind: "stale", lastSeenMs: null }],
  ["no data for 6 min", { kind: "stale", lastSeenMs: UNTIL - 360_000 }],
  ["p95 over limit, 17 min", missed(miss("p95", 17, { ongoing: true }))],
  ["errors were over limit 14:05–14:19", missed(miss("errors", 15, { ongoing: false }))],
  [
    "p95 and errors over limit, 20 min",
    missed(miss("p95", 17, { ongoing: true }), miss("errors", 20, { ongoing: true })),
  ],
  [
    "p95 over limit, 17 min; errors too",
    missed(miss("p95", 17, { ongoing: true }), miss("errors", 20, { ongoing: false })),
  ],
  ["p95 over limit", missed({ ...miss("p95", 1, { ongoing: true }), breach: null })],
])("says %s", (text, status) => {
  expect(say(status)).toBe(text);
});
