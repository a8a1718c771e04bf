import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { largestOf, zeroTicks } from "./axis.ts";
import { formatCount, formatRate, formatTick, joined } from "./format.ts";
import { formatDuration } from "./time-format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

type Intake = HeadroomResponse["intake"];

/** What was taken in, what came late and what was refused, on one axis. */
export function headroomTracks(
  intake: Intake,
  nowMs: number,
): { times: TrackTimes; tracks: readonly [Track, Track] } {
  const times = toTrackTimes({
    startsMs: intake.points.map(({ at }) => Date.parse(at)),
    stepMs: intake.stepSeconds * 1_000,
    nowMs,
  });
  return { times, tracks: [acceptedTrack(intake), refusedTrack(intake)] };
}

function acceptedTrack({ points, stepSeconds, lateAfterSeconds }: Intake): Track {
  const accepted = points.map((point) => point.accepted / stepSeconds);
  const late = points.map((point) => point.late / stepSeconds);
  return {
    id: "accepted",
    title: "Accepted",
    note: `spans, data points, log records and requests per second; late: over ${formatDuration(lateAfterSeconds * 1_000)} old on arrival`,
    kind: "lines",
    height: 140,
    unit: "1/s",
    ticks: zeroTicks(largestOf(accepted), 3).map((value) => ({ value, label: formatTick(value) })),
    lines: [
      { id: "accepted", label: "accepted", colour: "var(--q95)", weight: 1.5, values: accepted },
      { id: "late", label: "of these late", colour: "var(--q99)", weight: 1.25, values: late },
    ],
    write: (value) => joined(formatRate(value)),
  };
}

function refusedTrack({ points, stepSeconds }: Intake): Track {
  const values = points.map((point) => point.refused);
  return {
    id: "refused",
    title: "Refused",
    note: `in ${formatDuration(stepSeconds * 1_000)}`,
    kind: "bars",
    height: 72,
    ticks: zeroTicks(largestOf(values), 2).map((value) => ({ value, label: formatTick(value) })),
    lines: [{ id: "refused", label: "refused", colour: "var(--critical-fill)", weight: 1, values }],
    write: (value) => formatCount(value),
  };
}
