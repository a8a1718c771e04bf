import { expect, it } from "vitest";
import { timeTicks } from "./time-ticks.ts";

const toMs = Date.UTC(2026, 10, 24, 14, 20, 0);
const labels = (lengthMs: number, zone: string, most = 7) =>
  timeTicks({ fromMs: toMs - lengthMs, toMs }, { zone, most }).map((tick) => tick.label);

it("gives round moments of an hour", () => {
  expect(labels(3_600_000, "UTC")).toEqual([
    "13:20",
    "13:30",
    "13:40",
    "13:50",
    "14:00",
    "14:10",
    "14:20",
  ]);
});

it("aligns hours with the zone's own midnight and names the day there", () => {
  expect(labels(24 * 3_600_000, "Asia/Kolkata")).toEqual([
    "20:00",
    "24 Nov",
    "04:00",
    "08:00",
    "12:00",
    "16:00",
  ]);
});

it("writes days for a month and seconds for minutes", () => {
  expect(labels(28 * 86_400_000, "UTC", 5)).toEqual(["29 Oct", "5 Nov", "12 Nov", "19 Nov"]);
  expect(labels(60_000, "UTC", 5)).toEqual([
    "14:19:00",
    "14:19:15",
    "14:19:30",
    "14:19:45",
    "14:20:00",
  ]);
});
