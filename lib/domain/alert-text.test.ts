import { describe, expect, test } from "vitest";
import {
  alertLimitText,
  alertLink,
  alertSentence,
  alertValueText,
  notificationTitle,
} from "./alert-text.ts";
import type { Notification, NotifiedAlert } from "./notifications.ts";

const AT_MS = Date.UTC(2026, 10, 28, 12);
const query = (concern: string, measure: string) => ({ concern, measure });

const alert: NotifiedAlert = {
  id: "a",
  status: "firing",
  ruleId: "r",
  ruleName: "Slow requests",
  severity: "critical",
  labels: {},
  query: { ...query("requests", "p95Ms"), filters: {}, groupBy: ["service"], windowSeconds: 300 },
  operator: ">",
  threshold: 200,
  description: null,
  runbookUrl: null,
  key: { service: "shop", namespace: "", environment: "production" },
  value: 251.37,
  sinceMs: AT_MS - 300_000,
  resolvedMs: null,
};
const notification: Notification = {
  groupId: "g",
  groupLabels: { service: "shop" },
  atMs: AT_MS,
  alerts: [alert],
};

test.each([
  [251.37, query("requests", "p95Ms"), "251 ms"],
  [0.00123, query("requests", "errorRatio"), "0.123 %"],
  [12_345.6, query("requests", "throughputPerSecond"), "12346/s"],
  [30_000, query("databases", "replicaLagMs"), "30 s"],
  [1, query("breakers", "notClosed"), "yes"],
  [2.7654, query("metrics", "queue.depth"), "2.77"],
  [null, query("requests", "p95Ms"), "no data"],
])("%s", (value, asked, expected) => {
  expect(alertValueText(value, asked)).toBe(expected);
});

describe("a message", () => {
  test("says value, threshold and what it is about", () => {
    expect(alertSentence(alert)).toBe(
      "p95Ms is 251 ms (> 200 ms) for service=shop, environment=production",
    );
    const gone = { ...alert, query: null, operator: null };
    expect(alertSentence({ ...gone, key: {} })).toBe("Slow requests is 251");
  });

  test("says that there is no data, and holds yes and no against a number", () => {
    expect(alertSentence({ ...alert, value: null, key: {} })).toBe("p95Ms has no data (> 200 ms)");
    expect(alertLimitText(">", 0, query("breakers", "notClosed"))).toBe("> 0");
    expect(alertLimitText(null, 0, null)).toBe("");
  });

  test("has a title with what fires, else with what is over", () => {
    expect(notificationTitle(notification)).toBe("Firing: Slow requests");
    const over = { ...alert, status: "resolved" as const };
    expect(notificationTitle({ ...notification, alerts: [over, over] })).toBe(
      "Resolved: Slow requests (2)",
    );
    expect(notificationTitle({ ...notification, alerts: [over, alert] })).toBe(
      "Firing: Slow requests",
    );
    const other = { ...alert, ruleId: "o", ruleName: "Errors" };
    expect(notificationTitle({ ...notification, alerts: [alert, other] })).toBe(
      "Firing: 2 alerts for service=shop",
    );
    expect(notificationTitle({ ...notification, groupLabels: {}, alerts: [alert, other] })).toBe(
      "Firing: 2 alerts",
    );
  });

  test("links to where it can be seen, with absolute times", () => {
    expect(alertLink("https://headroom.example", alert, AT_MS)).toBe(
      "https://headroom.example/requests?service=shop&environment=production&from=2026-11-28T11%3A25%3A00.000Z&to=2026-11-28T12%3A05%3A00.000Z",
    );
  });
});
