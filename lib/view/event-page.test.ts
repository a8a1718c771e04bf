import { expect, test } from "vitest";
import type { EventFigures, EventsResponse } from "@/lib/contract/events.ts";
import { eventCondition, eventFigures, eventRows } from "./event-page.ts";
import { plainText } from "./sentence.ts";

const NONE: EventFigures = {
  ...{ published: null, processed: null, failed: null, deadLettered: null },
  ...{ attempts: null, failureRatio: null },
  ...{ throughputPerSecond: null, p50Ms: null, p95Ms: null, lagP95Ms: null, backlog: null },
};
const group = (
  consumerGroup: string,
  totals: Partial<EventFigures>,
): EventsResponse["groups"][number] => ({
  ...{ source: "metrics", lagSource: null, failedTraceId: null },
  key: {
    ...{ namespace: "", service: "mailer", environment: "production" },
    ...{ system: "redis", destination: "mails", consumerGroup },
  },
  totals: { ...NONE, ...totals },
  points: [],
});
const rowsOf = (...groups: EventsResponse["groups"]) =>
  eventRows({
    ...{ from: "2026-11-24T13:00:00.000Z", to: "2026-11-24T14:00:00.000Z", stepSeconds: 60 },
    groups,
  });
const sentence = (...groups: EventsResponse["groups"]) =>
  plainText(eventCondition(rowsOf(...groups)).parts);

test("dead letters come first and are said", () => {
  const dead = group("sender", { deadLettered: 3, failed: 15 });
  expect(sentence(group("audit", { failed: 99 }), dead)).toBe(
    "sender on mails gave up 3 messages. 15 attempts failed.",
  );
});

test("failures without dead letters", () => {
  expect(sentence(group("", { failed: 4 }), group("audit", { failed: 0 }))).toBe(
    "mailer on mails failed 4 attempts; no message was given up.",
  );
});

test("all is well: destinations are counted once, whoever reads them", () => {
  expect(sentence(group("a", { failed: 0 }), group("b", {}))).toBe(
    "1 destination, nothing failed.",
  );
});

test("what is not told is unknown, not zero", () => {
  const figures = eventFigures(
    { groups: [] },
    rowsOf(group("a", { processed: 12 })),
    "hour before",
  );
  expect(figures.map(({ value }) => value.value)).toEqual(["–", "12", "–", "–", "–", "–"]);
});

test("counts against the period before", () => {
  const row = group("a", { processed: 12, failed: 3 });
  const previous = { totals: { ...NONE, processed: 10, failed: 0 }, points: [] };
  const figures = eventFigures({ groups: [] }, rowsOf({ ...row, previous }), "hour before");
  expect(figures.map(({ change }) => change?.text)).toEqual([
    ...[undefined, "+20\u00a0%", "was 0", undefined, undefined, undefined],
  ]);
});
