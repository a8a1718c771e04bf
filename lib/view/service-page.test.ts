import { describe, expect, it } from "vitest";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { plainText } from "./sentence.ts";
import { serviceCondition } from "./service-condition.ts";
import { toServicePage } from "./service-page.ts";
import { toServiceRows } from "./service-rows.ts";
import {
  answerOf,
  groupOf,
  HOUR_END,
  HOUR_START,
  summaryOf,
  versionEvent,
} from "./test-support/service-answers.ts";

const nowMs = HOUR_END - 20_000;

function pageOf(
  given: { events?: TimelineEvent[]; over?: Parameters<typeof summaryOf>[1] },
  differ?: Parameters<typeof groupOf>[1],
) {
  const answer = answerOf([groupOf("users", differ)]);
  const rows = toServiceRows({
    services: { services: [summaryOf("users", given.over)] },
    requests: answer,
    events: given.events,
    nowMs,
  });
  const page = toServicePage({ answer, rows, nowMs, zone: "UTC" });
  const context = { nowMs, zone: "UTC", past: false, name: "users", tracesHref: "/traces" };
  const { parts } = serviceCondition(page, rows[0] ?? null, context);
  return { page, text: plainText(parts).replaceAll("\u00a0", " ") };
}

describe("toServicePage", () => {
  it("knows the bucket that is not over, the breach and its suspect", () => {
    const { page, text } = pageOf({ events: [versionEvent("users", "2", 41 * 60_000)] }, (at) =>
      at >= 42 ? { p95Ms: 486 } : {},
    );
    expect(page.times.newest).toBe(59);
    expect(page.intervals).toEqual([
      {
        fromMs: HOUR_START + 42 * 60_000,
        toMs: HOUR_END,
        tone: "critical",
        label: "over for 18\u00a0min",
      },
    ]);
    expect(page.flags).toMatchObject([{ label: "users 2", loud: true }]);
    expect(text).toBe(
      "users is slow since 14:02: p95 up to 486 ms against an objective of 200 ms. Version 2 began to answer 1 min before.",
    );
  });

  it("says that it meets its objective, but not when the band reaches over it", () => {
    expect(pageOf({}).text).toBe(
      "users meets its objective: p95 150 ms of 200 ms and 0 % errors of 0.10 %.",
    );
    const group = groupOf("users");
    const band: [number, number] = [100, 250];
    const totals = { ...group.totals, quantileBounds: { p50Ms: band, p95Ms: band, p99Ms: band } };
    const page = toServicePage({
      answer: answerOf([{ ...group, totals }]),
      rows: toServiceRows({
        services: { services: [summaryOf("users")] },
        requests: answerOf([group]),
        nowMs,
      }),
      nowMs,
      zone: "UTC",
    });
    const context = { nowMs, zone: "UTC", past: false, name: "users", tracesHref: "/traces" };
    expect(plainText(serviceCondition(page, null, context).parts).replaceAll("\u00a0", " ")).toBe(
      "users may meet its objective: p95 lies between 100 ms and 250 ms, the objective is 200 ms; 0 % errors of 0.10 %.",
    );
  });

  it("has an axis up to the largest value, with the objective on it", () => {
    const { page } = pageOf({}, (at) => (at === 5 ? { p99Ms: 880 } : {}));
    expect(page.tracks.latency.ticks.map((tick) => tick.value)).toEqual([
      0, 200, 400, 600, 800, 1_000,
    ]);
    expect(page.tracks.latency.limit?.value).toBe(200);
  });

  it("is stale, not well, after silence", () => {
    const { page, text } = pageOf({
      over: { lastSeenAt: new Date(nowMs - 400_000).toISOString() },
    });
    expect(page.status.kind).toBe("stale");
    expect(text).toContain("users has not reported since 14:13:00, 6 min ago.");
    expect(page.lanes.find((lane) => lane.id === "quiet")?.marks).toHaveLength(1);
  });

  it("draws nothing of nothing", () => {
    const page = toServicePage({ answer: answerOf([]), rows: [], nowMs, zone: "UTC" });
    expect(page.times.startsMs).toEqual([]);
    expect(page.group.totals.requestCount).toBeNull();
    expect(page.status).toEqual({ kind: "stale", lastSeenMs: null });
  });
});
