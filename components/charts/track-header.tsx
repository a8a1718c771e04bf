"use client";

import clsx from "clsx";
import type { ReactNode } from "react";
import { UNKNOWN } from "@/lib/view/format.ts";
import { isolated, summaryOf, type Track, type TrackLine, toggled } from "@/lib/view/track.ts";
import { useTracks } from "./tracks-context.ts";

type Props = {
  track: Track;
  legend: boolean;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
  menu: ReactNode;
};

/** What a track shows, and its legend as a small table. */
export function TrackHeader({ track, legend, hidden, onHide, menu }: Props) {
  return (
    <div
      className={clsx(
        "pointer-events-auto relative flex flex-wrap items-start justify-between gap-x-6 gap-y-1 px-4 pb-2 text-12",
        // The lowest label of the axis above hangs into this gap.
        legend ? "mt-2 bg-surface" : "pt-2",
      )}
    >
      <div className="max-tablet:pr-10">
        <h2 className="inline text-13 font-semibold">{track.title}</h2>{" "}
        <span className="text-text-3">{track.note}</span>
        {legend && track.limit && (
          <div className="mt-1 flex flex-wrap items-center gap-x-4 text-text-3">
            <span className="inline-flex items-center gap-1.5 text-critical">
              <span aria-hidden className="w-4 border-t border-dashed border-critical-fill" />
              {[track.limit.name ?? "objective p95", track.limit.label].filter(Boolean).join(" ")}
            </span>
          </div>
        )}
      </div>
      <div className="flex items-start gap-2">
        {legend && <LegendTable track={track} hidden={hidden} onHide={onHide} />}
        <div className="max-tablet:absolute max-tablet:top-0 max-tablet:right-2">{menu}</div>
      </div>
    </div>
  );
}

function LegendTable({ track, hidden, onHide }: Omit<Props, "legend" | "menu">) {
  const { times } = useTracks();
  const write = (value: number | null) => (value === null ? UNKNOWN : track.write(value));
  return (
    <table aria-label={`${track.title}, a click hides a line, a double click shows it alone`}>
      <thead className="text-text-3">
        <tr>
          <th scope="col" className="sr-only">
            Line
          </th>
          {["last", "mean", "max"].map((name) => (
            <th key={name} scope="col" className="pl-4 text-right font-normal">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {track.lines.map((line) => {
          const { last, mean, max } = summaryOf(line, times.newest);
          return (
            <tr key={line.id} className={clsx(hidden.has(line.id) && "opacity-50")}>
              <th scope="row" className="text-left font-normal">
                <button
                  type="button"
                  aria-pressed={!hidden.has(line.id)}
                  onClick={() => onHide(toggled(hidden, line.id))}
                  onDoubleClick={() => onHide(isolated(track, hidden, line.id))}
                  className="inline-flex items-center gap-2 text-left hover:text-text max-tablet:min-h-8"
                >
                  <LineMark line={line} />
                  {line.label}
                </button>
              </th>
              <td className="pl-4 text-right whitespace-nowrap">{write(last)}</td>
              <td className="pl-4 text-right whitespace-nowrap">{write(mean)}</td>
              <td className="pl-4 text-right whitespace-nowrap">{write(max)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function LineMark({ line }: { line: TrackLine }) {
  return (
    <span
      aria-hidden
      className={clsx("w-3 shrink-0", line.dotted ? "border-t-2 border-dotted" : "h-0.5")}
      style={line.dotted ? { borderColor: line.colour } : { background: line.colour }}
    />
  );
}
