import { describe, expect, it } from "vitest";
import type { OverviewService } from "@/lib/contract/overview.ts";
import type { ServiceSummary } from "@/lib/contract/services.ts";
import { overviewCondition } from "./overview-condition.ts";
import { plainText } from "./sentence.ts";
import { toServiceRows } from "./service-rows.ts";
import {
  busyLimits,
  fallenCaches,
  openBreakers,
  toldService,
} from "./test-support/overview-services.ts";
import {
  answerOf,
  groupOf,
  HOUR_END,
  HOUR_START,
  summaryOf,
  versionEvent,
} from "./test-support/service-answers.ts";

type Groups = Parameters<typeof answerOf>[0];

function say(
  services: ServiceSummary[],
  groups: Groups = services.map(({ name }) => groupOf(name)),
  past = false,
  told: OverviewService[] = [],
) {
  const rows = toServiceRows({
    services: { services },
    requests: answerOf(groups),
    events: [versionEvent("users", "v2.31.0", 41 * 60_000)],
    nowMs: HOUR_END,
  });
  const condition = overviewCondition(rows, {
    nowMs: HOUR_END,
    zone: "UTC",
    past,
    hrefOf: (row) => `/requests?service=${row.service}`,
    concerns: { services: told, hrefOf: () => "" },
  });
  return { status: condition.status, text: plainText(condition.parts).replaceAll("\u00a0", " ") };
}

const slowFrom =
  (minute: number, until = 60) =>
  (at: number) =>
    at >= minute && at < until ? { p95Ms: 486 } : {};

describe("overviewCondition", () => {
  it("says what is slow, since when, against what, and which version came before", () => {
    const slow = summaryOf("users", { p95Ms: 300 });
    expect(
      say([slow, summaryOf("orders")], [groupOf("users", slowFrom(42)), groupOf("orders")]),
    ).toEqual({
      status: "critical",
      text: "users is slow since 14:02: p95 up to 486 ms against an objective of 200 ms. Version v2.31.0 began to answer 1 min before.",
    });
  });

  it("says that it is over when it is over", () => {
    const slow = summaryOf("users", { p95Ms: 300 });
    expect(say([slow], [groupOf("users", slowFrom(10, 20))])).toEqual({
      status: "warning",
      text: "users was slow from 13:30 to 13:40: p95 up to 486 ms against an objective of 200 ms.",
    });
  });

  it("names failures by their share", () => {
    const failing = summaryOf("checkout", { errorCount: 868, errorRatio: 0.0241 });
    const groups = [
      groupOf("checkout", (at) => (at >= 45 ? { errorCount: 30, errorRatio: 0.05 } : {})),
    ];
    expect(say([failing], groups).text).toBe(
      "checkout fails too often since 14:05: errors up to 5.00 % against an objective of 0.10 %.",
    );
  });

  it("counts the others", () => {
    const names = ["a", "b", "c", "d"];
    const services = names.map((name) => summaryOf(name, { p95Ms: 500 }));
    const { text } = say(
      services,
      names.map((name) => groupOf(name, slowFrom(0))),
    );
    expect(text).toContain("b, c and 1 more miss theirs too.");
  });

  it("does not call a silent service well", () => {
    const quiet = summaryOf("billing", { lastSeenAt: new Date(HOUR_END - 400_000).toISOString() });
    expect(say([quiet, summaryOf("orders")])).toEqual({
      status: "unknown",
      text: "billing has not reported since 14:13:20, 6 min ago. The other one meets its objective.",
    });
  });

  it("names the tightest when all is well", () => {
    expect(say([summaryOf("orders"), summaryOf("payments", { p95Ms: 171 })])).toEqual({
      status: "ok",
      text: "All 2 services meet their objectives. The tightest is payments, whose p95 of 171 ms is 85.5 % of 200 ms.",
    });
  });

  it("says nothing goes on in a range that ended in the past", () => {
    const quiet = summaryOf("billing", { lastSeenAt: new Date(HOUR_END - 400_000).toISOString() });
    expect(say([quiet], [groupOf("billing")], true).text).toBe(
      "billing had not reported since 14:13:20.",
    );
    const slow = summaryOf("users", { p95Ms: 300 });
    expect(say([slow], [groupOf("users", slowFrom(42))], true).text).toContain(
      "users was slow from 14:02 to 14:20: p95 up to 486 ms",
    );
  });

  it("claims nothing without evidence", () => {
    expect(say([]).status).toBe("unknown");
    expect(say([summaryOf("new", { requestCount: 3 })])).toEqual({
      status: "unknown",
      text: "new reports, with too few requests to judge it.",
    });
  });

  const at = (minute: number) => new Date(HOUR_START + minute * 60_000).toISOString();

  it("names the cache that fell just before, and no other concern's daily work", () => {
    const slow = summaryOf("orders", { p95Ms: 300 });
    const told = [
      toldService("orders", { caches: fallenCaches(at(41)), limits: busyLimits() }),
      toldService("users", { breakers: openBreakers(at(20)) }),
    ];
    expect(say([slow], [groupOf("orders", slowFrom(42))], false, told)).toEqual({
      status: "critical",
      text: "orders is slow since 14:02: p95 up to 486 ms against an objective of 200 ms. Its cache users/l2 fell from 94.0 % to 61.0 % at 14:01. The breaker profile-api of users is open since 13:40.",
    });
  });

  it("names what another service tells when its own concerns tell nothing near", () => {
    const slow = summaryOf("orders", { p95Ms: 300 });
    const told = [
      toldService("orders", { caches: fallenCaches(at(10)) }),
      toldService("users", { breakers: openBreakers(at(43)) }),
    ];
    expect(say([slow], [groupOf("orders", slowFrom(42))], false, told).text).toContain(
      "200 ms. The breaker profile-api of users is open since 14:03. The cache users/l2 of orders fell",
    );
  });

  it("says first what is wrong in a concern while requests are well", () => {
    const told = [toldService("orders", { breakers: openBreakers(at(45)) })];
    expect(say([summaryOf("orders")], undefined, false, told)).toEqual({
      status: "critical",
      text: "The breaker profile-api of orders is open since 14:05. orders meets its objective.",
    });
  });

  it("stays calm when a limiter refuses a few", () => {
    const told = [toldService("orders", { limits: busyLimits() })];
    expect(say([summaryOf("orders")], undefined, false, told).status).toBe("ok");
    const many = [toldService("orders", { limits: busyLimits("critical") })];
    expect(say([summaryOf("orders")], undefined, false, many)).toMatchObject({
      status: "critical",
      text: expect.stringContaining(
        "The limit api on /pay of orders rejected 2.00 % of its requests",
      ),
    });
  });
});
