import { describe, expect, it } from "vitest";
import { toServiceRows } from "./service-rows.ts";
import { iconOf } from "./service-status.ts";
import {
  answerOf,
  groupOf,
  HOUR_END,
  HOUR_START,
  summaryOf,
} from "./test-support/service-answers.ts";

const slowFrom = (minute: number) => (at: number) => (at >= minute ? { p95Ms: 486 } : {});

describe("toServiceRows", () => {
  const rows = toServiceRows({
    services: {
      services: [
        summaryOf("calm", { throughputPerSecond: 1 }),
        summaryOf("busy", { throughputPerSecond: 100 }),
        summaryOf("quiet", { lastSeenAt: new Date(HOUR_END - 360_000).toISOString() }),
        summaryOf("slow", { p95Ms: 190 }),
        summaryOf("new", { requestCount: 3, p95Ms: 900 }),
      ],
    },
    requests: answerOf([groupOf("calm"), groupOf("busy"), groupOf("slow", slowFrom(42))]),
    nowMs: HOUR_END,
  });

  it("puts trouble first, then what cannot be judged, then by traffic", () => {
    expect(rows.map((row) => [row.service, iconOf(row.status)])).toEqual([
      ["slow", "critical"],
      ["new", "unknown"],
      ["quiet", "unknown"],
      ["busy", "ok"],
      ["calm", "ok"],
    ]);
  });

  it("finds the breach of the points although the totals look well", () => {
    expect(rows[0]?.latencyBreaches).toEqual([
      {
        fromMs: HOUR_START + 42 * 60_000,
        toMs: HOUR_END,
        stepMs: 60_000,
        ongoing: true,
        peak: 486,
      },
    ]);
  });

  it("never merges environments of one name", () => {
    const two = toServiceRows({
      services: { services: [summaryOf("users"), summaryOf("users", { environment: "staging" })] },
      requests: answerOf([groupOf("users", slowFrom(0))]),
      nowMs: HOUR_END,
    });
    expect(two.map((row) => [row.environment, iconOf(row.status)])).toEqual([
      ["production", "critical"],
      ["staging", "ok"],
    ]);
  });
});
