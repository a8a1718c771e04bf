import { describe, expect, it } from "vitest";
import { iconOf, rankOf, type ServiceStatus, statusOf } from "./service-status.ts";

const UNTIL = Date.UTC(2026, 10, 24, 14, 20, 0);
const objective = { p95Ms: 200, errorRatio: 0.001 };
const ongoing = {
  fromMs: UNTIL - 1_020_000,
  toMs: UNTIL,
  stepMs: 60_000,
  ongoing: true,
  peak: 588,
};

const calm = {
  totals: { requestCount: 5_000, errorCount: 1, errorRatio: 0.0002, p95Ms: 142 },
  latencyBreaches: [],
  errorBreaches: [],
  lastSeenMs: UNTIL - 10_000,
  untilMs: UNTIL,
  objective,
};

describe("statusOf", () => {
  it("calls what meets its objective OK", () => {
    expect(statusOf(calm)).toEqual({ kind: "ok" });
  });

  it("warns over the objective and is critical at more than twice of it", () => {
    const at = (p95Ms: number) => iconOf(statusOf({ ...calm, totals: { ...calm.totals, p95Ms } }));
    expect([at(200), at(200.1), at(400), at(401)]).toEqual([
      "ok",
      "warning",
      "warning",
      "critical",
    ]);
  });

  it("sees a breach that goes on although the totals still look well", () => {
    const status = statusOf({ ...calm, latencyBreaches: [ongoing] });
    expect(status).toMatchObject({ kind: "missed", severity: "critical" });
  });

  it("only warns of what has recovered", () => {
    const past = { ...ongoing, ongoing: false };
    const totals = { ...calm.totals, p95Ms: 500 };
    expect(iconOf(statusOf({ ...calm, totals, latencyBreaches: [past] }))).toBe("warning");
  });

  it("needs more than one failure, and is critical at ten times the objective", () => {
    const at = (errorCount: number) => {
      const totals = {
        ...calm.totals,
        requestCount: 1_000,
        errorCount,
        errorRatio: errorCount / 1_000,
      };
      return iconOf(statusOf({ ...calm, totals }));
    };
    expect([at(1), at(2), at(10), at(11)]).toEqual(["ok", "warning", "warning", "critical"]);
  });

  it("does not judge a few requests, unless they clearly fail", () => {
    const few = { requestCount: 12, errorCount: 0, errorRatio: 0, p95Ms: 900 };
    expect(statusOf({ ...calm, totals: few })).toEqual({ kind: "few", requestCount: 12 });
    const failing = { ...few, errorCount: 6, errorRatio: 0.5 };
    expect(iconOf(statusOf({ ...calm, totals: failing }))).toBe("critical");
  });

  it("is stale after two minutes of silence, whatever the figures say", () => {
    const at = (silentMs: number) => statusOf({ ...calm, lastSeenMs: UNTIL - silentMs }).kind;
    expect([at(120_000), at(120_001)]).toEqual(["ok", "stale"]);
    expect(statusOf({ ...calm, lastSeenMs: null })).toEqual({ kind: "stale", lastSeenMs: null });
  });
});

it("puts trouble first, then the unknown", () => {
  const statuses: ServiceStatus[] = [
    { kind: "ok" },
    { kind: "stale", lastSeenMs: null },
    { kind: "missed", severity: "warning", misses: [] },
    { kind: "missed", severity: "critical", misses: [] },
  ];
  expect(statuses.map(rankOf)).toEqual([3, 2, 1, 0]);
});
