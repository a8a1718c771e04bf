import type { ScalingMember, ScalingResponse } from "@/lib/contract/scaling.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
import { formatCount } from "./format.ts";
import type { ScalingRow } from "./scaling-rows.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

type Input = {
  answer: ScalingResponse;
  rows: readonly ScalingRow[];
  /** The row that is opened; null: the most troubled of each kind is drawn. */
  opened: ScalingRow | null;
  nowMs: number;
};

/**
 * Instances by service; each instance against its share by weight, and its p95; an autoscaler's replicas between its
 * limits. A chart of which nothing is known is left out.
 */
export function scalingTracks({ answer, rows, opened, nowMs }: Input): {
  times: TrackTimes;
  tracks: Track[];
} {
  const startsMs = (answer.groups[0]?.points ?? []).map(({ at }) => Date.parse(at));
  const spread = [opened, ...rows].find((row) => row && hasShares(row)) ?? null;
  const scaler = [opened, ...rows].find((row) => row?.group.key.kind === "autoscaler") ?? null;
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: [
      ...instancesTrack(rows),
      ...(spread ? spreadTracks(spread) : []),
      ...(scaler ? replicasTrack(scaler) : []),
    ],
  };
}

const hasShares = ({ group }: ScalingRow): boolean =>
  group.members.some(({ points }) => points.some(({ shareRatio }) => shareRatio !== null)) &&
  group.members.length > 1;

const isKnown = ({ values }: ConcernLine) => values.some((value) => value !== null);

function instancesTrack(rows: readonly ScalingRow[]): Track[] {
  const lines = rows
    .filter(({ group }) => group.key.kind === "service")
    .map(({ id, name, course }) => ({ id, label: name, values: course }))
    .filter(isKnown);
  if (lines.length === 0) return [];
  const note = "that served requests, by service";
  return [
    concernTrack({ id: "instances", title: "Instances", note, lines, unit: "", addsUp: true }),
  ];
}

function spreadTracks({ name, group, culprit }: ScalingRow): Track[] {
  // Drawn first, so that it is among the eight.
  const members = culprit
    ? [culprit, ...group.members.filter((member) => member !== culprit)]
    : group.members;
  const lines = (read: (point: ScalingMember["points"][number]) => number | null) =>
    members
      .map(
        (member): ConcernLine => ({
          id: member.instance,
          label: member.instance,
          values: member.points.map(read),
        }),
      )
      .filter(isKnown);
  const basis = group.weightsFrom === "assumed" ? "equal weights assumed" : "by weight";
  const share = concernTrack({
    id: "share",
    title: `${name}: requests against the expected share`,
    note: `${basis}; 100 % is exactly its share`,
    lines: lines(({ shareRatio }) => shareRatio),
    unit: "1",
    ratio: true,
    addsUp: false,
    limit: { value: 1, label: "100\u00a0%", name: "its share" },
  });
  const p95 = lines(({ p95Ms }) => p95Ms);
  if (p95.length === 0) return [share];
  const latency = { id: "p95", title: `${name}: p95 by instance`, unit: "ms", addsUp: false };
  return [share, concernTrack({ ...latency, lines: p95 })];
}

function replicasTrack({ name, group }: ScalingRow): Track[] {
  const { points, totals } = group;
  const line = (id: "current" | "desired" | "minimum" | "formulaReplicas", label: string) => ({
    id,
    label,
    values: points.map((point) => point[id]),
  });
  const lines = [
    line("current", "current"),
    line("desired", "desired"),
    line("formulaReplicas", "asked for by the formula"),
    line("minimum", "minimum"),
  ].filter(isKnown);
  if (lines.length === 0) return [];
  return [
    concernTrack({
      id: "replicas",
      title: `${name}: replicas`,
      note: "of the autoscaler",
      lines,
      unit: "",
      addsUp: false,
      ...(totals.maximum === null
        ? {}
        : {
            limit: { value: totals.maximum, label: formatCount(totals.maximum), name: "maximum" },
          }),
    }),
  ];
}
