import type { EventFigures, EventsResponse } from "@/lib/contract/events.ts";
import { eventStatus } from "@/lib/domain/concern-status.ts";
import { byEventTrouble } from "@/lib/domain/events.ts";
import { largestKnown, sumOfKnown as sum } from "@/lib/domain/known-figures.ts";
import { changeText } from "./change.ts";
import { concernTrack } from "./concern-track.ts";
import { courseOf, startsOf } from "./course.ts";
import type { Figure, FigureStatus } from "./figure.ts";
import { formatCount, formatMs, formatRate } from "./format.ts";
import type { Condition } from "./sentence.ts";
import { type Track, type TrackTimes, toTrackTimes } from "./track.ts";

type Group = EventsResponse["groups"][number];

/** A destination as one service and consumer group sees it, as a row. */
export type EventRow = Group & { id: string; status: FigureStatus; text: string };

/** Destinations by service and consumer group: dead letters first, then failures, then by traffic. */
export function eventRows({ groups }: EventsResponse): EventRow[] {
  return groups
    .map((group) => ({
      ...group,
      id: JSON.stringify(Object.values(group.key)),
      status: eventStatus(group.totals),
      text: Object.values(group.key).join(" "),
    }))
    .toSorted((a, b) => byEventTrouble(a.totals, b.totals));
}

/** Counts of part of a spread-out increase are fractions: what rounds to nothing is said as one at least. */
const messages = (count: number): string =>
  `${formatCount(Math.max(1, Math.round(count)))} ${Math.round(count) > 1 ? "messages" : "message"}`;

/** Which destination loses messages, or which fails, or that all are processed. */
export function eventCondition(rows: readonly EventRow[]): Condition {
  const [worst] = rows;
  if (!worst) {
    const parts = [{ text: "No messages were reported in this range.", tone: "reason" }] as const;
    return { status: "unknown", parts };
  }
  const { consumerGroup, service, destination } = worst.key;
  const where = { text: `${consumerGroup || service} on ${destination}`, tone: "name" } as const;
  const dead = worst.totals.deadLettered ?? 0;
  const failed = worst.totals.failed ?? 0;
  if (worst.status === "critical") {
    return {
      status: "critical",
      parts: [
        where,
        { text: " gave up ", tone: "fact" },
        { text: messages(dead), tone: "critical" },
        { text: ".", tone: "fact" },
        ...(failed > 0
          ? [
              {
                text: ` ${formatCount(Math.round(failed))} attempts failed.`,
                tone: "reason",
              } as const,
            ]
          : []),
      ],
    };
  }
  if (worst.status === "warning") {
    return {
      status: "warning",
      parts: [
        where,
        { text: " failed ", tone: "fact" },
        { text: `${formatCount(Math.round(failed))} attempts`, tone: "warning" },
        { text: "; no message was given up.", tone: "reason" },
      ],
    };
  }
  const count = new Set(rows.map(({ key }) => `${key.system} ${key.destination}`)).size;
  return {
    status: "ok",
    parts: [
      { text: `${count} destination${count === 1 ? "" : "s"}, nothing failed.`, tone: "fact" },
    ],
  };
}

type WholeFigure = "published" | "processed" | "failed" | "deadLettered" | "p95Ms" | "lagP95Ms";

/** Published, processed, failed, dead-lettered, slowest group, longest lag; counts against the period before. */
export function eventFigures(
  { whole }: Pick<EventsResponse, "groups" | "whole">,
  rows: readonly EventRow[],
  before: string,
): Figure[] {
  const total = (name: "published" | "processed" | "failed" | "deadLettered") =>
    sum(rows.map(({ totals }) => totals[name]));
  const most = (name: "p95Ms" | "lagP95Ms") => {
    const known = rows.flatMap(({ totals }) => totals[name] ?? []);
    return formatMs(known.length === 0 ? null : Math.max(...known));
  };
  const plain = (value: number | null) => ({
    value: formatCount(value === null ? null : Math.round(value)),
    unit: "",
  });
  const course = (name: WholeFigure, merge: typeof sum): Pick<Figure, "spark"> => ({
    spark: {
      values:
        whole?.[name] ??
        courseOf(
          rows.map(({ points }) => points),
          (point) => point[name],
          merge,
        ),
    },
  });
  const dead = total("deadLettered");
  const failed = total("failed");
  const was = (name: Parameters<typeof total>[0]) =>
    sum(rows.map(({ previous }) => previous?.totals[name] ?? null));
  const against = (name: Parameters<typeof total>[0]): Pick<Figure, "change" | "note"> => {
    const text = changeText({ now: total(name), before: was(name) });
    if (was(name) === 0) return { change: { text: "was 0", tone: "calm" }, note: `vs ${before}` };
    return text === null
      ? { change: null }
      : { change: { text, tone: "calm" }, note: `vs ${before}` };
  };
  const figure = (
    id: string,
    label: string,
    value: Figure["value"],
    rest: Partial<Figure> = {},
  ): Figure => ({
    ...{ id, label, value, status: "ok", change: null },
    ...rest,
  });
  return [
    figure("published", "Published", plain(total("published")), {
      ...against("published"),
      ...course("published", sum),
    }),
    figure("processed", "Processed", plain(total("processed")), {
      ...against("processed"),
      ...course("processed", sum),
    }),
    figure("failed", "Failed attempts", plain(failed), {
      ...{ ...against("failed"), ...course("failed", sum) },
      status: (failed ?? 0) > 0 ? "warning" : "ok",
    }),
    figure("dead", "Dead-lettered", plain(dead), {
      ...{ ...against("deadLettered"), ...course("deadLettered", sum) },
      status: (dead ?? 0) > 0 ? "critical" : "ok",
    }),
    figure("p95", "Processing p95", most("p95Ms"), {
      ...{ ...course("p95Ms", largestKnown), note: "of the slowest group" },
    }),
    figure("lag", "Lag p95", most("lagP95Ms"), {
      ...{ ...course("lagP95Ms", largestKnown), note: "from publishing, of the slowest group" },
    }),
  ];
}

/** Throughput, lag and failures of each destination, on one axis. */
export function eventTracks(
  answer: EventsResponse,
  rows: readonly EventRow[],
  nowMs: number,
): { times: TrackTimes; tracks: Track[] } {
  const { whole } = answer;
  const startsMs = startsOf({ whole, things: answer.groups });
  const drawn = rows.filter(({ points }) => points.length > 0);
  const more = rows.length - drawn.length;
  const lines = (read: (point: EventFigures) => number | null) =>
    drawn.map(({ id, key, points }) => ({
      id,
      label: [key.destination, key.consumerGroup || key.service].join(" · "),
      values: points.map(read),
    }));
  return {
    times: toTrackTimes({ startsMs, stepMs: answer.stepSeconds * 1_000, nowMs }),
    tracks: [
      concernTrack({
        ...{ id: "rate", title: "Messages", note: "per second", unit: "1/s", addsUp: true },
        lines: lines(({ throughputPerSecond }) => throughputPerSecond),
        ...{ more, restValues: whole?.restPerSecond },
      }),
      concernTrack({
        ...{ id: "lag", title: "From publishing to processing, p95", unit: "ms", addsUp: false },
        ...{ lines: lines(({ lagP95Ms }) => lagP95Ms), more },
      }),
      concernTrack({
        ...{ id: "failed", title: "Failed attempts", unit: "1", addsUp: true },
        lines: lines(({ failed }) => failed),
        ...{ more, restValues: whole?.restFailed },
      }),
    ],
  };
}

/** What a row says in one line. */
export const eventWords = ({ totals }: EventRow): string =>
  `${formatRate(totals.throughputPerSecond).value} /s, ${formatCount(totals.failed)} failed, ${formatCount(totals.deadLettered)} dead`;
