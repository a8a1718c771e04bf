"use client";

import { type ReactNode, useMemo, useState } from "react";
import type { Track } from "@/lib/view/track.ts";
import type { ChartQuestion } from "./chart-menu.tsx";
import { TrackBody } from "./track-body.tsx";
import { TrackHeader } from "./track-header.tsx";
import { TrackMenu } from "./track-menu.tsx";

type Props = ChartQuestion & {
  track: Track;
  /** The legend as a table of last, mean and max that hides and isolates series. */
  legend?: boolean;
  /** A line between the header and the plot, such as `TrackLabels`. */
  above?: ReactNode;
};

/** A titled chart of lines, an area or bars, from zero, within `Tracks`. */
export function LineTrack({ track, legend = false, above, ...question }: Props) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () => ({ ...track, lines: track.lines.filter((line) => !hidden.has(line.id)) }),
    [track, hidden],
  );
  return (
    <div data-chart={track.id}>
      <TrackHeader
        track={track}
        legend={legend}
        hidden={hidden}
        onHide={setHidden}
        menu={<TrackMenu track={shown} {...question} />}
      />
      {above}
      <TrackBody track={shown} />
    </div>
  );
}
