"use client";

import clsx from "clsx";
import { Bell, Bookmark, CircleDollarSign, Flag, Minus, TrendingUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useHref } from "@/components/frame/use-bar.ts";
import type { Lane, LaneMark } from "@/lib/view/lane.ts";
import { shareAt } from "@/lib/view/track.ts";
import { GUTTER, useTracks } from "./tracks-context.ts";

const ICONS = {
  ...{ deploy: Flag, marker: Bookmark, breach: TrendingUp, quiet: Minus, alert: Bell },
  cost: CircleDollarSign,
} as const;

type Props = {
  lanes: readonly Lane[];
  note: string;
  /** Stands at the right, such as a button that marks something. */
  actions?: ReactNode;
};

/** What happened, on the same axis: one row per kind, marks and bars. Rows without anything are left out. */
export function LaneTrack({ lanes, note, actions }: Props) {
  const filled = lanes.filter((lane) => lane.marks.length > 0);
  return (
    <div className="pt-4">
      <div className="mb-2 flex flex-wrap items-center gap-x-2 px-4 text-12">
        <h2 className="text-13 font-semibold">Timeline</h2>
        <span className="text-text-3">
          {filled.length === 0
            ? "nothing was deployed, no objective was crossed and no alert fired"
            : note}
        </span>
        {actions && <div className="pointer-events-auto ml-auto">{actions}</div>}
      </div>
      {filled.map((lane) => (
        <LaneRow key={lane.id} lane={lane} />
      ))}
    </div>
  );
}

function LaneRow({ lane }: { lane: Lane }) {
  const { times, plotWidth } = useTracks();
  const marks = lane.marks.toSorted((a, b) => a.fromMs - b.fromMs);
  return (
    <div className="relative h-7 border-t border-grid">
      <span
        className="absolute top-1.5 left-0 truncate text-right text-11 text-text-3"
        style={{ width: GUTTER - 8 }}
      >
        {lane.label}
      </span>
      <ul
        className="absolute inset-y-0"
        style={{ left: GUTTER, width: plotWidth }}
        aria-label={lane.label}
      >
        {plotWidth > 0 &&
          marks.map((mark, index) => (
            <Mark
              key={mark.id}
              mark={mark}
              left={Math.min(1, Math.max(0, shareAt(times, mark.fromMs))) * plotWidth}
              right={Math.min(1, Math.max(0, shareAt(times, mark.toMs ?? mark.fromMs))) * plotWidth}
              room={roomAround(marks, index, (ms) => shareAt(times, ms) * plotWidth, plotWidth)}
            />
          ))}
      </ul>
    </div>
  );
}

/** Free px after and before a mark of those that are in order, up to its neighbours or the ends of the lane. */
function roomAround(
  marks: readonly LaneMark[],
  index: number,
  xOf: (ms: number) => number,
  end: number,
): { after: number; before: number } {
  const mark = marks[index];
  if (!mark) return { after: 0, before: 0 };
  const next = marks[index + 1];
  const previous = marks[index - 1];
  return {
    after: (next ? xOf(next.fromMs) : end) - xOf(mark.toMs ?? mark.fromMs),
    before:
      xOf(mark.fromMs) -
      (previous ? xOf(previous.toMs ?? previous.fromMs) + labelPx(previous.label) : 0),
  };
}

type MarkProps = {
  mark: LaneMark;
  left: number;
  right: number;
  room: { after: number; before: number };
};

const LEAST_LABEL_PX = 110;
/** Of a letter of the labels' size, and of the gap to the mark. */
const [LETTER_PX, GAP_PX] = [6, 20];

/** Room that a label needs, a little too much rather than too little. */
const labelPx = (label: string): number =>
  Math.max(LEAST_LABEL_PX, label.length * LETTER_PX + GAP_PX);

const BARS: Partial<Record<LaneMark["kind"], string>> = {
  quiet: "bg-unknown-fill/40",
  cost: "bg-warning-fill/40",
};

function Mark({ mark, left, right, room }: MarkProps) {
  const Icon = ICONS[mark.kind];
  const hrefOf = useHref();
  const needed = labelPx(mark.label);
  const after = room.after >= needed;
  const before = !after && room.before >= needed;
  return (
    <li
      title={mark.title}
      className="pointer-events-auto absolute inset-y-0 flex items-center"
      style={{ left }}
    >
      {mark.toMs !== null && (
        <span
          aria-hidden
          className={clsx(
            "absolute left-0 h-2 rounded-1",
            BARS[mark.kind] ?? "bg-critical-fill/40",
          )}
          style={{ width: Math.max(2, right - left) }}
        />
      )}
      <span
        className={clsx(
          "absolute -left-2.5 grid size-5 place-items-center rounded-1",
          mark.loud
            ? "bg-text text-bg"
            : mark.kind === "breach"
              ? "bg-critical-fill text-on-critical"
              : "bg-surface-3 text-text-2",
        )}
      >
        <Icon size={12} aria-hidden />
      </span>
      {mark.path ? (
        <Link
          href={hrefOf(mark.path)}
          aria-label={mark.title}
          className="absolute -left-2.5 size-5"
        />
      ) : (
        <span className="sr-only">{mark.title}</span>
      )}
      {(after || before) && mark.label !== "" && (
        <span
          aria-hidden
          className={clsx(
            "absolute whitespace-nowrap text-11 text-text-2",
            before ? "right-4" : "left-4",
          )}
          style={before || mark.toMs === null ? {} : { left: right - left + 8 }}
        >
          {mark.label}
        </span>
      )}
    </li>
  );
}
