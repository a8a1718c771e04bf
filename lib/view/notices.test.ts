import { expect, test } from "vitest";
import type { Alert } from "@/lib/contract/alerts.ts";
import { NO_PREFERENCES, noticesOf, parsePreferences, toShow } from "./notices.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const alert = (id: string, minutes: number, given: Partial<Alert> = {}): Alert => ({
  ...{ id, ruleId: "rule", ruleName: "Slow", severity: "warning", labels: {}, value: 251 },
  ...{ key: { service: id, namespace: "" }, state: "firing", threshold: 200, since: "" },
  ...{ firedAt: new Date(NOON_MS + minutes * 60_000).toISOString(), resolvedAt: null },
  ...{ resolvedBecause: null, silenced: false, notifiedAt: null, mutedBy: null },
  ...{ acknowledged: null, channelIds: [], ...given },
});
const ALERTS = [
  alert("old", -5),
  alert("new", 5, { severity: "critical" }),
  alert("newer", 6),
  alert("quiet", 7, { mutedBy: { kind: "silence", name: "" } }),
  alert("over", 8, { state: "resolved" }),
];

test("what fires and is not kept quiet, the newest first, new since it was looked at", () => {
  const notices = noticesOf(ALERTS, { seenMs: NOON_MS });
  expect(notices.map(({ alert: { id }, isUnread }) => [id, isUnread])).toEqual([
    ["newer", true],
    ["new", true],
    ["old", false],
  ]);
  expect(notices[0]?.about).toBe("service=newer");
});

test("the browser shows what is wanted, once", () => {
  const notices = noticesOf(ALERTS, { seenMs: NOON_MS });
  const ids = (shows: "none" | "critical" | "all", shown: string[] = []) =>
    toShow(notices, shows, new Set(shown)).map(({ alert: { id } }) => id);
  expect([ids("none"), ids("critical"), ids("all")]).toEqual([[], ["new"], ["newer", "new"]]);
  expect(ids("all", ["newer"])).toEqual(["new"]);
});

test("what the browser kept is read with care", () => {
  expect(parsePreferences('{"seenMs":5,"shows":"critical"}')).toEqual({
    seenMs: 5,
    shows: "critical",
  });
  for (const text of [null, "{", "[]", '{"seenMs":"x","shows":"loud"}']) {
    expect(parsePreferences(text)).toEqual(NO_PREFERENCES);
  }
});
