import { expect, it } from "vitest";
import { toServiceRows } from "./service-rows.ts";
import {
  answerOf,
  groupOf,
  HOUR_END,
  HOUR_START,
  summaryOf,
} from "./test-support/service-answers.ts";
import { whatChanged } from "./what-changed.ts";

it("lists deploys, silences and crossings, newest first", () => {
  const versions = [
    { version: "1", firstSeenAt: new Date(HOUR_START - 1).toISOString() },
    { version: "2", firstSeenAt: new Date(HOUR_START + 9 * 60_000).toISOString() },
  ];
  const rows = toServiceRows({
    services: {
      services: [
        summaryOf("users", { versions }),
        summaryOf("billing", { lastSeenAt: new Date(HOUR_END - 600_000).toISOString() }),
      ],
    },
    requests: answerOf([groupOf("users", (at) => (at >= 10 && at < 20 ? { p95Ms: 486 } : {}))]),
    nowMs: HOUR_END,
  });
  const events = whatChanged(rows, HOUR_END).map((event) => [
    (event.atMs - HOUR_START) / 60_000,
    event.title,
    event.note.replaceAll("\u00a0", " "),
  ]);
  expect(events).toEqual([
    [50, "billing went quiet", "last heard 10 min ago"],
    [20, "users p95 back under objective", "after 10 min"],
    [10, "users p95 over objective", "up to 486 ms"],
    [9, "users 2", "first request of this version"],
  ]);
});
