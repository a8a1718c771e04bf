"use client";

import { useZone } from "@/components/frame/preferences.tsx";
import { UNKNOWN } from "@/lib/view/format.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { shareAt, type Track, type TrackInterval } from "@/lib/view/track.ts";
import { useTracks } from "./tracks-context.ts";

const WIDTH = 236;
const AWAY = 12;

type Props = {
  index: number;
  x: number;
  tracks: readonly Track[];
  intervals: readonly TrackInterval[];
};

/** Left of the crosshair and of the interval it lies in if there is room, else right of it. */
function leftOf(props: Pick<Props, "x">, edgeX: number, plotWidth: number): number {
  const left = Math.min(props.x, edgeX) - WIDTH - AWAY;
  if (left >= 0) return left;
  if (props.x - WIDTH - AWAY >= 0) return props.x - WIDTH - AWAY;
  return Math.min(plotWidth - WIDTH, props.x + AWAY);
}

/** Every value of the hovered bucket, sorted within its track, in figures that align. */
export function TrackTooltip({ index, x, tracks, intervals }: Props) {
  const { times, plotWidth } = useTracks();
  const zone = useZone();
  const startMs = times.startsMs[index] ?? times.fromMs;
  const around = intervals.find(
    (interval) => interval.fromMs <= startMs && startMs < interval.toMs,
  );
  const edgeX = around ? shareAt(times, around.fromMs) * plotWidth : x;
  const rows = tracks.flatMap((track) =>
    track.lines
      .map((line) => ({ track, line, value: line.values[index] ?? null }))
      .toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1)),
  );
  return (
    <div
      className="absolute top-16 rounded-2 border border-line-strong bg-surface-2 px-3 py-2 text-12 shadow-float"
      style={{ left: leftOf({ x }, edgeX, plotWidth), width: WIDTH }}
    >
      <p className="flex justify-between gap-2">
        <span className="font-semibold">
          {formatTime(startMs, zone, times.stepMs < 60_000 ? "second" : "minute")}
        </span>
        <span className="text-text-3">
          {formatDuration(times.stepMs)} bucket{index === times.newest ? ", not over" : ""}
        </span>
      </p>
      <table className="mt-1 w-full">
        <tbody>
          {rows.map(({ track, line, value }) => (
            <tr key={`${track.id} ${line.id}`}>
              <td className="pr-2">
                <span
                  aria-hidden
                  className={
                    line.dotted ? "block w-2.5 border-t-2 border-dotted" : "block h-0.5 w-2.5"
                  }
                  style={line.dotted ? { borderColor: line.colour } : { background: line.colour }}
                />
              </td>
              <td className="w-full max-w-0 truncate text-text-2">{line.label}</td>
              <td className="pl-2 text-right font-medium whitespace-nowrap">
                {value === null ? UNKNOWN : track.write(value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
