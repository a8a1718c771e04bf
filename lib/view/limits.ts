import type { LimitFigures, LimitGroup, LimitsResponse } from "@/lib/contract/limits.ts";
import { type ConcernStatus, limitStatus, rankOfStatus } from "@/lib/domain/concern-status.ts";
import { sumOfKnown as sumOf } from "@/lib/domain/known-figures.ts";
import { changeText } from "./change.ts";
import { type ConcernLine, concernTrack } from "./concern-track.ts";
import { courseOf } from "./course.ts";
import type { Figure } from "./figure.ts";
import { formatCount, formatRatio, joined } from "./format.ts";
import type { Condition } from "./sentence.ts";
import { formatTime } from "./time-format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

/** A policy on a route in the table. */
export type LimitRow = {
  id: string;
  status: ConcernStatus;
  text: string;
  /** "api on /pay". */
  name: string;
  group: LimitGroup;
  totals: LimitFigures;
  rejected: readonly (number | null)[];
};

/** Every policy on every route, the most refusals first. */
export function toLimitRows(answer: LimitsResponse): LimitRow[] {
  return answer.groups
    .map((group): LimitRow => {
      const { key, totals } = group;
      const name = [key.policy || "limit", key.route].filter(Boolean).join(" on ");
      return {
        id: JSON.stringify(Object.values(key)),
        status: limitStatus(totals),
        text: `${name} ${key.service} ${key.environment}`,
        name,
        group,
        totals,
        rejected: group.points.map((point) => point.rejectedPerSecond),
      };
    })
    .sort(
      (a, b) =>
        rankOfStatus(a.status) - rankOfStatus(b.status) ||
        (b.totals.rejected ?? 0) - (a.totals.rejected ?? 0) ||
        a.id.localeCompare(b.id),
    );
}

/** What the page says first: who refused most, what share, and when most of it was. */
export function limitsCondition(rows: readonly LimitRow[], zone: string): Condition {
  const [worst] = rows;
  if (!worst) {
    return { status: "unknown", parts: [{ text: "No rate limit reported.", tone: "fact" }] };
  }
  const refusing = rows.filter(({ totals }) => (totals.rejected ?? 0) > 0);
  if (refusing.length === 0) {
    return { status: "ok", parts: [{ text: "No request was refused by a limit.", tone: "fact" }] };
  }
  const { totals, name } = worst;
  const share =
    totals.rejectedRatio === null ? "" : `, ${joined(formatRatio(totals.rejectedRatio))} of them`;
  const peak = peakOf(worst);
  const when = peak === null ? "" : `, most at ${formatTime(peak, zone)}`;
  return {
    status: worst.status,
    parts: [
      { text: `${refusing.length} of ${rows.length} limits refused requests: `, tone: "fact" },
      {
        text: `${name} rejected ${formatCount(totals.rejected)}${share}${when}.`,
        tone: worst.status === "critical" ? "critical" : "name",
      },
    ],
  };
}

function peakOf({ group }: LimitRow): number | null {
  const known = group.points.filter((point) => (point.rejected ?? 0) > 0);
  const [most] = known.sort((a, b) => (b.rejected ?? 0) - (a.rejected ?? 0));
  return most ? Date.parse(most.at) : null;
}

/** Four figures over all limits shown, with the change against the period before. */
export function limitFigures(rows: readonly LimitRow[], before: string): Figure[] {
  const figure = (id: "allowed" | "rejected" | "queued", label: string): Figure => {
    const now = sumOf(rows.map(({ totals }) => totals[id]));
    const was = sumOf(rows.map(({ group }) => group.previous?.totals[id] ?? null));
    const text = changeText({ now, before: was });
    return {
      id,
      label,
      status: id === "rejected" && (now ?? 0) > 0 ? (rows[0]?.status ?? "ok") : "ok",
      value: { value: formatCount(now), unit: "" },
      change: text === null ? null : { text, tone: "calm" },
      ...(text === null ? {} : { note: `vs ${before}` }),
      spark: {
        values: courseOf(
          rows.map(({ group }) => group.points),
          (point) => point[id],
          sumOf,
        ),
      },
    };
  };
  const told = rows.filter(({ totals }) => totals.allowed !== null && totals.rejected !== null);
  const rejected = sumOf(told.map(({ totals }) => totals.rejected));
  const asked = sumOf(told.flatMap(({ totals }) => [totals.allowed, totals.rejected]));
  return [
    figure("rejected", "Rejected"),
    {
      id: "ratio",
      label: "Share rejected",
      status: "ok",
      value: formatRatio(rejected === null || !asked ? null : rejected / asked),
      change: null,
    },
    figure("allowed", "Allowed"),
    figure("queued", "Queued now"),
  ];
}

/** Refusals per second and the share of refusals, by policy and route. */
export function limitTracks(
  answer: LimitsResponse,
  rows: readonly LimitRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const startsMs = (answer.groups[0]?.points ?? []).map(({ at }) => Date.parse(at));
  const lines = (pick: (figures: LimitFigures) => number | null): ConcernLine[] =>
    rows.map(({ id, name, group }) => ({ id, label: name, values: group.points.map(pick) }));
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: [
      concernTrack({
        id: "rejected",
        title: "Rejected",
        note: "per second, by policy and route",
        lines: lines((one) => one.rejectedPerSecond),
        unit: "1/s",
        addsUp: true,
      }),
      concernTrack({
        id: "ratio",
        title: "Share rejected",
        note: "rejected / (allowed + rejected)",
        lines: lines((one) => one.rejectedRatio),
        unit: "1",
        ratio: true,
        addsUp: false,
      }),
    ],
  };
}
