import { expect, it } from "vitest";
import { toServiceRows } from "./service-rows.ts";
import {
  answerOf,
  groupOf,
  HOUR_END,
  HOUR_START,
  summaryOf,
  versionEvent,
} from "./test-support/service-answers.ts";
import { whatChanged } from "./what-changed.ts";

it("lists deploys, markers, silences and crossings, newest first", () => {
  const rows = toServiceRows({
    services: {
      services: [
        summaryOf("users"),
        summaryOf("billing", { lastSeenAt: new Date(HOUR_END - 600_000).toISOString() }),
      ],
    },
    requests: answerOf([groupOf("users", (at) => (at >= 10 && at < 20 ? { p95Ms: 486 } : {}))]),
    events: [versionEvent("users", "2", 9 * 60_000)],
    nowMs: HOUR_END,
  });
  const incident = {
    id: "7",
    atMs: HOUR_START + 12 * 60_000,
    kind: "incident" as const,
    title: "Checkout slow",
    place: "",
    effect: null,
    by: "Ann",
  };
  const events = whatChanged(rows, { markers: [incident], nowMs: HOUR_END }).map((event) => [
    (event.atMs - HOUR_START) / 60_000,
    event.title,
    event.note.replaceAll("\u00a0", " "),
  ]);
  expect(events).toEqual([
    [50, "billing went quiet", "last heard 10 min ago"],
    [20, "users p95 back under objective", "after 10 min"],
    [12, "Checkout slow", "incident, by Ann"],
    [10, "users p95 over objective", "up to 486 ms"],
    [9, "users 2", "first request of this version"],
  ]);
});
