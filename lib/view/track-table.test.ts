import { expect, it } from "vitest";
import { type Track, toTrackTimes } from "./track.ts";
import { toCsv, toTrackTable } from "./track-table.ts";

const track: Track = {
  id: "latency",
  title: "",
  note: "",
  kind: "lines",
  height: 10,
  ticks: [],
  lines: [
    { id: "p95", label: "p95", colour: "", weight: 1, values: [100.5, null] },
    { id: "before", label: "p95, hour before", colour: "", weight: 1, values: [90, 80] },
  ],
  write: String,
};

it("writes every bucket, and nothing for what is unknown", () => {
  const times = toTrackTimes({ startsMs: [0, 60_000], stepMs: 60_000, nowMs: 200_000 });
  expect(toCsv(toTrackTable([track], times))).toBe(
    'at,p95,"p95, hour before"\n1970-01-01T00:00:00.000Z,100.5,90\n1970-01-01T00:01:00.000Z,,80',
  );
});
