"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { TrackLabels } from "@/components/charts/track-backdrop.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { PanelSection } from "@/components/concern/concern-panel.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton } from "@/components/ui/states.tsx";
import { alertPreviewQuery, specOf } from "@/lib/client/alerts.ts";
import type { AlertRule } from "@/lib/contract/alert-rules.ts";
import type { Alert } from "@/lib/contract/alerts.ts";
import { alertCourseRange, alertCourseSpec, toAlertCourse } from "@/lib/view/alert-course.ts";

const NOW_STEP_MS = 60_000;
const NO_FLAGS: readonly never[] = [];

/** What an alert's rule saw of its group, from some time before it began until it was over. */
export function AlertChart({ alert, rule }: { alert: Alert; rule: AlertRule }) {
  // The end of this minute: an alert that began within it has its place on the chart.
  const nowMs = (Math.floor(useNow(NOW_STEP_MS) / NOW_STEP_MS) + 1) * NOW_STEP_MS;
  const [zoom, setZoom] = useState<Moment | null>(null);
  const range = useMemo(() => zoom ?? alertCourseRange(alert, nowMs), [zoom, alert, nowMs]);
  const spec = useMemo(() => alertCourseSpec(specOf(rule), alert), [rule, alert]);
  const answer = useQuery({
    ...alertPreviewQuery(spec, range),
    placeholderData: (previous) => previous,
  });
  const { data, error } = answer;
  const model = useMemo(
    () => (data ? toAlertCourse(data, spec, { alert, nowMs }) : null),
    [data, spec, alert, nowMs],
  );
  return (
    <PanelSection title="Value">
      {error && !data ? (
        <QueryError
          error={error}
          missing="What its rule saw is not known."
          onRetry={() => void answer.refetch()}
        />
      ) : !data ? (
        <ChartSkeleton height={120} />
      ) : model === null ? (
        <p className="text-text-2">
          {alert.resolvedAt === null
            ? "It is too young for a course: no step of its rule's window has passed yet."
            : "Nothing of this time is kept that its rule could see."}
        </p>
      ) : (
        <Tracks
          label={`What ${alert.ruleName} saw`}
          times={model.times}
          tracks={model.tracks}
          intervals={model.intervals}
          flags={NO_FLAGS}
          onZoom={setZoom}
          onZoomOut={() => setZoom(null)}
        >
          {model.tracks.map((track) => (
            <LineTrack
              key={track.id}
              track={track}
              above={<TrackLabels intervals={model.intervals} flags={NO_FLAGS} />}
            />
          ))}
        </Tracks>
      )}
    </PanelSection>
  );
}
