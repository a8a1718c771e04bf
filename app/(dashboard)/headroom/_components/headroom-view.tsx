"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { useZoom } from "@/components/frame/use-zoom.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Condition, ConditionSkeleton } from "@/components/ui/condition.tsx";
import { FigureStrip, FigureStripSkeleton } from "@/components/ui/figure-strip.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton, Reloading, RowsSkeleton } from "@/components/ui/states.tsx";
import { headroomQuery } from "@/lib/client/headroom.ts";
import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { SELF_SERVICE } from "@/lib/domain/service.ts";
import { headroomCondition } from "@/lib/view/headroom-condition.ts";
import { headroomFigures } from "@/lib/view/headroom-figures.ts";
import { headroomTracks } from "@/lib/view/headroom-tracks.ts";
import { rangeWords } from "@/lib/view/ranges.ts";
import { DiskCard } from "./disk-card.tsx";
import { IntakeCards } from "./intake-cards.tsx";
import { ProcessCards } from "./process-cards.tsx";

const NOW_STEP_MS = 10_000;

/** Can I trust what I see: is everything there, how fresh is it, what was turned away, what is kept how long. */
export function HeadroomView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const answer = useQuery(headroomQuery({ from: bar.from, to: bar.to }));
  const length = rangeWords(bar, { nowMs, zone });
  const { data } = answer;
  if (answer.error && !data) {
    return (
      <Card>
        <QueryError
          error={answer.error}
          missing="How Headroom itself does is not known."
          onRetry={() => void answer.refetch()}
        />
      </Card>
    );
  }
  if (!data) {
    return (
      <>
        <ConditionSkeleton />
        <FigureStripSkeleton cells={6} />
        <Card>
          <ChartSkeleton height={300} />
        </Card>
        <Card>
          <RowsSkeleton rows={10} />
        </Card>
      </>
    );
  }
  return (
    <>
      <Condition condition={headroomCondition(data, length)} actions={<OwnTelemetry />} />
      <FigureStrip label="Headroom itself" figures={headroomFigures(data)} />
      <Reloading active={answer.isPlaceholderData} what={length}>
        <div className="space-y-4">
          <IntakeTracks answer={data} nowMs={nowMs} />
          <IntakeCards answer={data} />
          <DiskCard answer={data} />
          <ProcessCards answer={data} />
        </div>
      </Reloading>
    </>
  );
}

/** Its own traces, logs and metrics come through the same pipeline as everybody's. */
function OwnTelemetry() {
  const hrefOf = useHref();
  const own = { service: SELF_SERVICE, namespace: null, environment: null };
  return (
    <>
      {[
        { path: "/requests", label: "Requests" },
        { path: "/traces", label: "Traces" },
        { path: "/metrics", label: "Metrics" },
      ].map(({ path, label }) => (
        <Button key={path} asChild>
          <Link href={hrefOf(path, own)} title={`${label} of Headroom itself`}>
            {label}
          </Link>
        </Button>
      ))}
    </>
  );
}

function IntakeTracks({ answer, nowMs }: { answer: HeadroomResponse; nowMs: number }) {
  const { zoomTo, zoomOut } = useZoom();
  const { times, tracks } = useMemo(
    () => headroomTracks(answer.intake, nowMs),
    [answer.intake, nowMs],
  );
  const [accepted, refused] = tracks;
  return (
    <Card className="overflow-hidden">
      <Tracks
        label="Intake over time"
        times={times}
        tracks={tracks}
        intervals={[]}
        flags={[]}
        onZoom={zoomTo}
        onZoomOut={zoomOut}
      >
        <LineTrack track={accepted} legend />
        <LineTrack track={refused} />
      </Tracks>
    </Card>
  );
}
