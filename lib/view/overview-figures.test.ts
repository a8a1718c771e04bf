import { describe, expect, it } from "vitest";
import { joined } from "./format.ts";
import { overviewFigures } from "./overview-figures.ts";
import { toServiceRows } from "./service-rows.ts";
import {
  answerOf,
  groupOf,
  HOUR_END,
  pointsOf,
  summaryOf,
} from "./test-support/service-answers.ts";

function strip(all: ReturnType<typeof groupOf>[], compared = true) {
  const services = [
    summaryOf("orders"),
    summaryOf("users", { p95Ms: 190 }),
    summaryOf("tiny", { requestCount: 2, p95Ms: 9_000 }),
    summaryOf("quiet", { lastSeenAt: null }),
  ];
  const rows = toServiceRows({ services: { services }, requests: answerOf([]), nowMs: HOUR_END });
  const figures = overviewFigures({ all: answerOf(all), rows, compared, hrefOf: () => "/x" });
  return figures.map(({ label, status, value, aside, change, note }) =>
    [label, status, joined(value), aside, change?.text, change?.tone, note]
      .filter((text) => text !== undefined)
      .join(" | ")
      .replaceAll("\u00a0", " "),
  );
}

describe("overviewFigures", () => {
  it("compares each figure with the period before, and never ranks what cannot be judged", () => {
    const group = groupOf("all");
    const before = { ...group.totals, throughputPerSecond: 8, p95Ms: 100, errorRatio: 0 };
    expect(strip([{ ...group, previous: { totals: before, points: group.points } }])).toEqual([
      "Requests | ok | 10.0 /s | +25 % | calm | vs hour before",
      "Errors | ok | 0 % | 0.00 points | calm | vs hour before",
      "p95, all services | ok | 150 ms | +50 % | calm | vs hour before",
      "Slowest: users | ok | 190 ms | nothing to compare with",
      "Services reporting | unknown | 3 | of 4 | none over its objective",
    ]);
  });

  it("colours a growth only when the figure is over its objective", () => {
    const group = groupOf("all", () => ({ p95Ms: 300 }));
    const totals = { ...group.totals, p95Ms: 300 };
    const previous = { totals: { ...totals, p95Ms: 150 }, points: group.points };
    expect(strip([{ ...group, totals, previous }])[2]).toBe(
      "p95, all services | warning | 300 ms | +100 % | warning | vs hour before",
    );
  });

  it("compares with no period of which less than half was reported", () => {
    const group = groupOf("all");
    const points = pointsOf((minute) => ({ requestCount: minute < 31 ? null : 600 }));
    const previous = { totals: { ...group.totals, throughputPerSecond: 0.01 }, points };
    expect(strip([{ ...group, previous }])[0]).toBe(
      "Requests | ok | 10.0 /s | nothing to compare with",
    );
  });

  it("says when nothing is compared", () => {
    expect(strip([groupOf("all")], false)[0]).toBe("Requests | ok | 10.0 /s | not compared");
  });
});
