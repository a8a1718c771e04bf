"use client";

import { useMemo } from "react";
import { SeverityTrack } from "@/components/charts/severity-track.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { useZoom } from "@/components/frame/use-zoom.ts";
import type { LogHistogram } from "@/lib/view/log-histogram.ts";

/** Severities over time; a drag zooms, a click shows one bucket, a double click goes back. */
export function LogsHistogram({ histogram }: { histogram: LogHistogram }) {
  const { zoomTo, zoomOut } = useZoom();
  const tracks = useMemo(() => [histogram.track], [histogram.track]);
  return (
    <div className="pt-3">
      <Tracks
        label="Log records over time"
        times={histogram.times}
        tracks={tracks}
        intervals={[]}
        flags={[]}
        onZoom={zoomTo}
        onZoomOut={zoomOut}
        onPick={(moment: Moment) => zoomTo(moment)}
      >
        <SeverityTrack histogram={histogram} />
      </Tracks>
    </div>
  );
}
