import { expect, test } from "vitest";
import type { Alert } from "@/lib/contract/alerts.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { DEFAULT_ALERT_RULES } from "@/lib/query/default-alert-rules.ts";
import { alertLane, knownAlerts } from "./alert-lane.ts";
import { requestRuleLines, withRuleLines } from "./rule-lines.ts";
import type { Track } from "./track.ts";

const NOON_MS = Date.UTC(2026, 10, 28, 12);
const at = (minutes: number) => new Date(NOON_MS + minutes * 60_000).toISOString();
const ALL = { service: null, namespace: null, environment: null };
const FRAME = {
  fromMs: NOON_MS,
  toMs: NOON_MS + 3_600_000,
  nowMs: NOON_MS + 3_000_000,
  zone: "UTC",
};

const alert = (id: string, fired: number | null, resolved: number | null, service?: string) =>
  ({
    ...{ id, ruleId: "r", ruleName: "Slow", severity: "critical", labels: {} },
    key: service === undefined ? {} : { service },
    state: resolved !== null ? "resolved" : fired === null ? "pending" : "firing",
    ...{ value: 300, threshold: 200, since: at(0), silenced: false, notifiedAt: null },
    firedAt: fired === null ? null : at(fired),
    resolvedAt: resolved === null ? null : at(resolved),
    resolvedBecause: resolved === null ? null : "recovered",
  }) as Alert;

test("what fired within the range stands on the lane, as long as it fired", () => {
  const alerts = [
    alert("before", -60, -5, "shop"),
    alert("over", 5, 15, "shop"),
    alert("pending", null, null, "shop"),
    alert("fires", 40, null, "shop"),
    alert("other", 5, 15, "cart"),
    alert("all", 20, 30),
  ];
  const { marks } = alertLane(alerts, { ...ALL, service: "shop" }, FRAME);
  expect(marks.map(({ id, fromMs, toMs, loud }) => [id, fromMs, toMs, loud])).toEqual([
    ["alert over", NOON_MS + 300_000, NOON_MS + 900_000, false],
    ["alert fires", NOON_MS + 2_400_000, FRAME.nowMs, true],
    ["alert all", NOON_MS + 1_200_000, NOON_MS + 1_800_000, false],
  ]);
  expect(alertLane(alerts, ALL, FRAME).marks).toHaveLength(4);
});

test("the timeline adds what is older, and what is known now tells how it stands", () => {
  const event = (id: string, fired: number, resolved: number | null): TimelineEvent => ({
    ...{ source: "alert", kind: "alert", id: `alert ${id}`, alertId: id, title: "Slow: shop" },
    ...{ service: "shop", namespace: "", environment: "", version: null, change: null },
    ...{ ruleId: "r", ruleName: "Slow", key: { service: "shop" }, severity: "critical" },
    ...{ at: at(fired), since: at(fired), value: 300, threshold: 200 },
    resolvedAt: resolved === null ? null : at(resolved),
  });
  const live = [alert("a", 5, 15, "shop")];
  const events = [event("a", 5, null), event("b", 20, 25), event("c", 30, null)];
  const { marks } = alertLane(knownAlerts(live, events), ALL, FRAME);
  expect(marks.map(({ id, toMs, loud }) => [id, toMs, loud])).toEqual([
    ["alert a", NOON_MS + 900_000, false],
    ["alert b", NOON_MS + 1_500_000, false],
    ["alert c", FRAME.nowMs, true],
  ]);
});

test("thresholds of rules about what is shown are lines, unless the chart's limit says the same", () => {
  const rule = (
    id: string,
    given: Record<string, unknown>,
    query: Record<string, unknown> = {},
  ) => {
    const { latency } = DEFAULT_ALERT_RULES;
    const times = { createdAt: at(0), updatedAt: at(0), updatedBy: "", source: null };
    const filters = { ...latency.query.filters };
    return {
      ...latency,
      ...times,
      id,
      version: 1,
      ...given,
      query: { ...latency.query, filters, ...query },
    };
  };
  const rules = [
    rule("same", { threshold: 200 }),
    rule("other", { threshold: 400, name: "Slower" }),
    rule("cart", { threshold: 300 }, { filters: { service: ["cart"] } }),
    rule("off", { threshold: 310, enabled: false }),
    rule(
      "yesterday",
      { threshold: 2 },
      { compare: { offsetSeconds: 86_400, as: "ratio" as const } },
    ),
    rule("far", { threshold: 9_000 }),
  ];
  const lines = requestRuleLines(rules, { service: "shop" });
  expect(lines.map(({ ruleId }) => ruleId)).toEqual(["same", "other", "far"]);
  const track: Track = {
    ...{ id: "latency", title: "Latency", note: "", kind: "lines", height: 1 },
    ticks: [0, 500].map((value) => ({ value, label: "" })),
    lines: [{ id: "p95", label: "p95", colour: "", weight: 1, values: [1, 2] }],
    ...{ limit: { value: 200, label: "200" }, write: String },
  };
  expect(withRuleLines(track, lines).lines.map(({ label, values }) => [label, values])).toEqual([
    ["p95", [1, 2]],
    ["alert: Slower", [400, 400]],
  ]);
});
