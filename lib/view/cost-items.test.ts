import { expect, test } from "vitest";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { costItemsOf, costLane } from "./cost-items.ts";
import { deploysOf, markersOf } from "./timeline.ts";
import { whatChanged } from "./what-changed.ts";

type CostEvent = Extract<TimelineEvent, { source: "cost" }>;
const event = (given: Partial<CostEvent>): CostEvent => ({
  ...{ source: "cost", id: "a", kind: "anomaly", title: "NAT cost more than expected" },
  ...{ at: "2026-03-28T00:00:00.000Z", from: "2026-03-28", through: "2026-03-29" },
  ...{ service: null, namespace: null, environment: null, version: null, change: null },
  ...{ status: "warning", isOngoing: true, currency: "USD", amount: "46", ...given },
});

test("days of a bill are whole ones of UTC, also when clocks change", () => {
  const [item] = costItemsOf([event({})]);
  // In Europe the 29th of March 2026 has 23 hours; in UTC it has 24.
  expect(item).toMatchObject({
    fromMs: Date.UTC(2026, 2, 28),
    toMs: Date.UTC(2026, 2, 30),
    path: "/costs?month=2026-03",
    note: "$46.00 over what was expected, 28–29 Mar UTC, still going",
  });
  const autumn = costItemsOf([event({ from: "2026-10-25", through: "2026-10-25" })]);
  expect(Number(autumn[0]?.toMs) - Number(autumn[0]?.fromMs)).toBe(86_400_000);
});

test.each([
  [{ kind: "budget", from: "2026-03-20", amount: "12000" }, "$12,000 for March, on 20 Mar UTC"],
  [{ kind: "correction", from: "2026-03-01", amount: "-3.2" }, "−$3.20 for 1–29 Mar UTC"],
  [{ kind: "bill", amount: null }, "days after it are not billed as a whole yet"],
] as const)("%o is said as %s", (given, note) => {
  expect(costItemsOf([event(given)])[0]?.note).toBe(note);
});

test("a bill stands where it was taken in and leads to its newest month", () => {
  const at = "2026-04-02T06:00:00.000Z";
  const bill = event({ kind: "bill", at, from: "2026-03-01", through: "2026-04-01", status: "ok" });
  const { marks } = costLane([bill]);
  expect(marks).toMatchObject([
    { fromMs: Date.parse(at), toMs: null, path: "/costs?month=2026-04" },
  ]);
});

test("what bills tell is no deploy and no mark, and stands among what changed", () => {
  const events = [event({})];
  expect(deploysOf(events, { service: "a", namespace: "", environment: "" })).toEqual([]);
  expect(markersOf(events, [])).toEqual([]);
  const told = { markers: [], costs: costItemsOf(events), nowMs: Date.UTC(2026, 2, 30) };
  expect(whatChanged([], told)).toMatchObject([
    { kind: "cost", status: "warning", dayOnly: true, row: null, path: "/costs?month=2026-03" },
  ]);
});
