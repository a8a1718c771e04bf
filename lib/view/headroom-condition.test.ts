import { expect, it } from "vitest";
import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { headroomCondition } from "./headroom-condition.ts";
import { plainText } from "./sentence.ts";

const NOW = "2026-11-25T02:00:00.000Z";
const signals = (["traces", "metrics", "logs", "requests"] as const).map((signal) => ({
  signal,
  bodies: 0,
  accepted: 0,
  refused: 0,
  replays: 0,
  late: 0,
}));

const calm: HeadroomResponse = {
  from: "2026-11-25T01:00:00.000Z",
  to: NOW,
  now: NOW,
  version: "0.1.0",
  startedAt: NOW,
  freshness: { newestDataAt: NOW, newestDataAgeMs: 3_000, lag: null },
  intake: {
    signals,
    refusals: [],
    lateAfterSeconds: 300,
    spansReceived: 0,
    spansKept: 0,
    keptShare: null,
    commits: null,
    spool: { bytes: 0, mostBytes: 1_048_576 },
    databaseHealthy: true,
    points: [],
    stepSeconds: 60,
  },
  jobs: {
    foldLagMs: 0,
    slots: { open: 1, sealed: 0, folded: 0, free: 31 },
    fold: null,
    lastFoldAt: null,
    packer: null,
    retention: null,
  },
  storage: { databaseBytes: 0, tables: [] },
  process: {
    rssBytes: 0,
    cpuCores: 0,
    uptimeSeconds: 1,
    threads: [],
    pools: [],
    caches: [],
    rateLimited: 0,
  },
};

const say = (answer: HeadroomResponse) => {
  const { status, parts } = headroomCondition(answer, "last 1 h");
  return { status, text: plainText(parts).replaceAll("\u00a0", " ") };
};

it("says that all is well, how fresh it is and that nothing was refused", () => {
  expect(say(calm)).toEqual({
    status: "ok",
    text: "Everything that was accepted can be queried; newest data is 3 s old; nothing was refused in the last 1 h.",
  });
});

it("says what was refused and why", () => {
  const refusals = [
    { signal: "traces", reason: "too old", count: 12, lastAt: NOW },
    { signal: "logs", reason: "too large", count: 2, lastAt: NOW },
  ] satisfies HeadroomResponse["intake"]["refusals"];
  const one = say({ ...calm, intake: { ...calm.intake, refusals: refusals.slice(0, 1) } });
  expect(one.status).toBe("warning");
  expect(one.text).toBe(
    "Everything that was accepted can be queried; 12 spans were refused in the last 1 h: too old; newest data is 3 s old.",
  );
  const both = say({ ...calm, intake: { ...calm.intake, refusals } });
  expect(both.text).toContain(
    "12 spans, 2 log records were refused in the last 1 h: mostly too old",
  );
});

it("counts one thing as one", () => {
  const refusals = [{ signal: "traces", reason: "too old", count: 1, lastAt: NOW } as const];
  const { text } = say({ ...calm, intake: { ...calm.intake, refusals } });
  expect(text).toContain("1 span was refused in the last 1 h: too old");
});

it("does not claim that everything can be queried while Postgres is away", () => {
  const intake = {
    ...calm.intake,
    databaseHealthy: false,
    spool: { bytes: 524_288, mostBytes: 1_048_576 },
  };
  const { status, text } = say({ ...calm, intake });
  expect(status).toBe("critical");
  expect(text).not.toContain("Everything");
  expect(text).toContain("what arrives waits on disk (512 KiB of 1 MiB)");
});

it("does not call silence well", () => {
  const freshness = { ...calm.freshness, newestDataAgeMs: 720_000 };
  expect(say({ ...calm, freshness })).toMatchObject({ status: "unknown" });
  expect(say({ ...calm, freshness }).text).toContain("no service has sent anything for 12 min");
});

it("warns of a fold that lies behind, of slow commits and of a thread that is blocked", () => {
  const durations = { count: 9, p50Ms: 10, p95Ms: 7_000, p99Ms: 9_000, maxMs: 9_000 };
  const thread = {
    thread: "main",
    eventLoopDelayP50Ms: 1,
    eventLoopDelayP99Ms: 800,
    eventLoopUtilisation: 0.5,
    heapUsedBytes: 95,
    heapLimitBytes: 100,
    gcShare: 0,
  } as const;
  const { status, text } = say({
    ...calm,
    freshness: { ...calm.freshness, lag: durations },
    jobs: { ...calm.jobs, foldLagMs: 900_000 },
    process: { ...calm.process, threads: [thread] },
  });
  expect(status).toBe("warning");
  expect(text).toContain("only after 7 s (p95)");
  expect(text).toContain("the fold lies 15 min behind");
  expect(text).toContain("the main thread is blocked for 800 ms at a time");
  expect(text).toContain("the memory of the main thread is nearly full");
});
