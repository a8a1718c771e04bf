"use client";

import { type ReactNode, useMemo } from "react";
import { LaneTrack } from "@/components/charts/lane-track.tsx";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { useZone } from "@/components/frame/preferences.tsx";
import { useAlertLane } from "@/components/frame/use-alert-lane.ts";
import { useBar } from "@/components/frame/use-bar.ts";
import { useOpenTraces } from "@/components/frame/use-open-traces.ts";
import { useServices } from "@/components/frame/use-services.ts";
import { useZoom } from "@/components/frame/use-zoom.ts";
import { MarkButton } from "@/components/timeline/mark-button.tsx";
import { Card } from "@/components/ui/card.tsx";
import type { ChartedConcern } from "@/lib/domain/concern-charts.ts";
import { concernHappenings } from "@/lib/view/concern-happenings.ts";
import { concernSpec } from "@/lib/view/concern-spec.ts";
import type { Track, TrackInterval, TrackTimes } from "@/lib/view/track.ts";

type Props = {
  /** "Caches over time". */
  label: string;
  times: TrackTimes;
  tracks: readonly Track[];
  /** Whose charts they are, for boards and rules; absent: they are not pinned. */
  concern?: ChartedConcern;
  intervals?: readonly TrackInterval[];
  /** A click on a moment; absent: it opens the traces of that moment. */
  onPick?: (moment: Moment) => void;
  /** Between the charts and the timeline: lanes of the concern's own. */
  children?: ReactNode;
};

const NONE: readonly TrackInterval[] = [];

/** A concern's charts on one axis with what happened in the services shown: drag to zoom, double click to go back. */
export function ConcernTracks(props: Props) {
  const { label, times, tracks, concern, intervals = NONE, onPick, children } = props;
  const { bar } = useBar();
  const zone = useZone();
  const { zoomTo, zoomOut } = useZoom();
  const openTraces = useOpenTraces();
  const { rows, events } = useServices();
  const alerts = useAlertLane(times);
  const { lanes, flags } = useMemo(
    () => concernHappenings({ rows: rows ?? [], events, bar, zone }),
    [rows, events, bar, zone],
  );
  return (
    <Card className="overflow-hidden pt-2">
      <Tracks
        label={label}
        times={times}
        tracks={tracks}
        intervals={intervals}
        flags={flags}
        onZoom={zoomTo}
        onZoomOut={zoomOut}
        onPick={onPick ?? openTraces}
      >
        {tracks.map((track) => {
          const spec = concern ? concernSpec(concern, track.id, bar) : null;
          return (
            <LineTrack
              key={track.id}
              track={track}
              legend={track.lines.length > 1}
              {...(spec ? { spec } : {})}
            />
          );
        })}
        {children}
        <LaneTrack
          lanes={[...lanes, alerts]}
          note="deploys by their first request, what was marked, alerts"
          actions={<MarkButton />}
        />
      </Tracks>
    </Card>
  );
}
