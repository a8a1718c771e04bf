import type { Breaker, BreakersResponse } from "@/lib/contract/breakers.ts";
import type { BreakerState } from "@/lib/domain/breakers.ts";
import { breakerStatus, rankOfStatus } from "@/lib/domain/concern-status.ts";
import { concernTrack } from "./concern-track.ts";
import type { Figure, FigureStatus } from "./figure.ts";
import { formatCount, formatQuantity, formatRatio, joined } from "./format.ts";
import type { Condition, SentencePart } from "./sentence.ts";
import { formatDuration, formatTime } from "./time-format.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

/** One instance of a breaker as a row, with its lane. */
export type BreakerRow = Breaker & {
  id: string;
  status: FigureStatus;
  text: string;
  callCount: number | null;
};

const sum = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
};

/** Calls that came: those that ran and those that were refused. */
const callsOf = ({ success, failure, timeout, rejected }: Breaker["calls"]): number | null =>
  sum([success, failure, timeout, rejected]);

/** Instances of breakers, trouble first, then by how long they were open, then by traffic. */
export function breakerRows({ breakers }: BreakersResponse): BreakerRow[] {
  return breakers
    .map((one) => ({
      ...one,
      id: JSON.stringify([one.namespace, one.service, one.environment, one.breaker, one.instance]),
      status: breakerStatus(one.state),
      text: `${one.breaker} ${one.service} ${one.instance} ${one.state}`,
      callCount: callsOf(one.calls),
    }))
    .toSorted(
      (a, b) =>
        rankOfStatus(a.status) - rankOfStatus(b.status) ||
        b.openSeconds - a.openSeconds ||
        (b.callCount ?? 0) - (a.callCount ?? 0),
    );
}

const nameOf = (row: BreakerRow): SentencePart => ({
  text: `${row.breaker} in ${row.service}`,
  tone: "name",
});

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Which breakers are not closed, since when, on how many of their instances, and how many calls they refused. */
export function breakerCondition(rows: readonly BreakerRow[], zone: string): Condition {
  const [worst] = rows;
  if (!worst) {
    const parts = [{ text: "No circuit breaker reported in this range.", tone: "reason" }] as const;
    return { status: "unknown", parts };
  }
  const opened = rows.filter(({ openSeconds }) => openSeconds > 0).length;
  if (worst.status === "ok") {
    const fact = `All ${plural(rows.length, "breaker instance")} are closed.`;
    const reason = opened === 0 ? " None was open in this range." : ` ${opened} had been open.`;
    return {
      status: "ok",
      parts: [
        { text: rows.length === 1 ? "The only breaker instance is closed." : fact, tone: "fact" },
        { text: reason, tone: "reason" },
      ],
    };
  }
  const same = rows.filter(
    (row) =>
      row.breaker === worst.breaker &&
      row.service === worst.service &&
      row.namespace === worst.namespace &&
      row.environment === worst.environment,
  );
  const alike = same.filter(({ state }) => state === worst.state).length;
  const since =
    worst.since === null ? "" : ` since ${formatTime(Date.parse(worst.since), zone, "minute")}`;
  const rejected = sum(same.map(({ calls }) => calls.rejected));
  const said = worst.state === "unknown" ? "reports no more" : `is ${worst.state}`;
  const others = rows.filter((row) => row.status !== "ok" && !same.includes(row)).length;
  return {
    status: worst.status,
    parts: [
      nameOf(worst),
      { text: ` ${said}${since} on ${alike} of ${plural(same.length, "instance")}`, tone: "fact" },
      ...(rejected !== null && rejected > 0
        ? [
            { text: ": ", tone: "fact" } as const,
            { text: `${formatCount(rejected)} calls rejected`, tone: "critical" } as const,
          ]
        : []),
      { text: ".", tone: "fact" },
      ...(others > 0
        ? [
            {
              text: ` ${plural(others, "other instance")} not closed either.`,
              tone: "reason",
            } as const,
          ]
        : []),
    ],
  };
}

/** Open, half-open, refused, failed, fallbacks, time open. */
export function breakerFigures(rows: readonly BreakerRow[]): Figure[] {
  const count = (states: readonly BreakerState[]) =>
    rows.filter(({ state }) => states.includes(state)).length;
  const total = (outcome: keyof Breaker["calls"]) => sum(rows.map(({ calls }) => calls[outcome]));
  const open = count(["open", "forced-open"]);
  const half = count(["half-open"]);
  const failed = sum([total("failure"), total("timeout")]);
  const ran = sum([total("success"), failed]);
  const longest = rows.reduce((most, { openSeconds }) => most + openSeconds, 0);
  const figure = (
    id: string,
    label: string,
    value: Figure["value"],
    rest: Partial<Figure> = {},
  ): Figure => ({ id, label, value, status: "ok", change: null, ...rest });
  const plain = (value: number | null) => ({ value: formatCount(value), unit: "" });
  return [
    figure("open", "Open", plain(open), {
      status: open > 0 ? "critical" : "ok",
      aside: `of ${rows.length}`,
    }),
    figure("half-open", "Half-open", plain(half), { status: half > 0 ? "warning" : "ok" }),
    figure("rejected", "Calls refused", plain(total("rejected"))),
    figure("failed", "Failed calls", formatRatio(!ran || failed === null ? null : failed / ran), {
      note: "of those that ran",
    }),
    figure("fallback", "Fallbacks served", plain(total("fallback"))),
    figure(
      "time",
      "Time open",
      { value: formatDuration(longest * 1_000), unit: "" },
      {
        note: "all instances together",
      },
    ),
  ];
}

/** Calls refused and failed of each breaker, on one axis. */
export function breakerTracks(
  answer: BreakersResponse,
  rows: readonly BreakerRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const points = answer.breakers[0]?.points ?? [];
  const startsMs = points.map(({ at }) => Date.parse(at));
  const stepMs = answer.stepSeconds * 1_000;
  const lines = (read: (point: Breaker["points"][number]) => number | null) =>
    rows.map((row) => ({
      id: row.id,
      label: [row.breaker, row.instance || row.service].join(" · "),
      values: row.points.map((point) => {
        const value = read(point);
        return value === null ? null : value / answer.stepSeconds;
      }),
    }));
  const shared = { note: "per second", unit: "1/s", addsUp: true };
  return {
    times: toTrackTimes({ startsMs, stepMs, nowMs }),
    tracks: [
      concernTrack({
        ...{ id: "rejected", title: "Calls refused", ...shared },
        lines: lines(({ rejected }) => rejected),
      }),
      concernTrack({
        ...{ id: "failed", title: "Calls that failed or were late", ...shared },
        lines: lines(({ failure, timeout }) => sum([failure, timeout])),
      }),
    ],
  };
}

/** "open since 14:02", as a screen reader hears a lane's stretches: only those that are not closed. */
export function laneWords(row: BreakerRow, zone: string): string {
  const told = row.lanes
    .filter(({ state }) => state !== "closed")
    .map(({ state, from, to }) => {
      const [start, end] = [from, to].map((at) => formatTime(Date.parse(at), zone, "second"));
      return `${state} from ${start} to ${end}`;
    });
  return told.length === 0 ? "closed throughout" : told.join(", ");
}

/** What a row says of its calls. */
export const callWords = (row: BreakerRow): string =>
  `${formatQuantity(row.calls.rejected)} refused, ${joined(formatRatio(row.failureRatio))} failed`;
