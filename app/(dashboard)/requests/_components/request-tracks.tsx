"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useMemo } from "react";
import { HeatTrack, HeatTrackSkeleton } from "@/components/charts/heat-track.tsx";
import { LaneTrack } from "@/components/charts/lane-track.tsx";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { TrackLabels } from "@/components/charts/track-backdrop.tsx";
import { HeatMenu } from "@/components/charts/track-menu.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import type { Bar } from "@/components/frame/bar-state.ts";
import { useZone } from "@/components/frame/preferences.tsx";
import { useAlertLane } from "@/components/frame/use-alert-lane.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { useZoom } from "@/components/frame/use-zoom.ts";
import { MarkButton } from "@/components/timeline/mark-button.tsx";
import { EmptyState, Notice } from "@/components/ui/states.tsx";
import { heatmapQuery } from "@/lib/client/requests.ts";
import { toHeatTable } from "@/lib/view/chart-table.ts";
import { formatMs, formatMsTick, joined } from "@/lib/view/format.ts";
import { heatShareAt, toHeatmap } from "@/lib/view/heatmap.ts";
import { withLogAxis } from "@/lib/view/log-axis.ts";
import { withRuleLines } from "@/lib/view/rule-lines.ts";
import type { ServicePage } from "@/lib/view/service-page.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { chartSpecs, heatQuestion, type RequestFilters, writeFilters } from "./requests-state.ts";
import { useRequestRules } from "./use-request-rules.ts";

type Props = { page: ServicePage; bar: Bar; filters: RequestFilters; tracesHref: string };

const AXES = ["linear", "log"] as const;
const HEAT_HEIGHT = 120;
const HEAT_TITLE = "Latency heatmap";

/** Latency, heatmap, requests, errors and timeline on one axis. A click opens the traces of that moment. */
export function RequestTracks({ page, bar, filters }: Props) {
  const router = useRouter();
  const hrefOf = useHref();
  const { zoomTo, zoomOut } = useZoom();
  const step = page.times.stepMs / 1_000;
  const heat = useQuery(heatmapQuery({ ...heatQuestion(bar, filters), step }));
  const heatmap = useMemo(
    () => (heat.data ? toHeatmap(heat.data, page.times) : null),
    [heat.data, page.times],
  );
  const rules = useRequestRules(filters);
  const { rate } = page.tracks;
  const errors = useMemo(() => withRuleLines(page.tracks.errors, rules), [page.tracks, rules]);
  const [axis, setAxis] = useQueryState("axis", parseAsStringLiteral(AXES).withDefault("linear"));
  const isLog = axis === "log";
  const latency = useMemo(() => {
    const track = withRuleLines(page.tracks.latency, rules);
    return isLog ? withLogAxis(track, formatMsTick) : track;
  }, [page.tracks.latency, rules, isLog]);
  const specs = chartSpecs(bar, filters);
  const alerts = useAlertLane(page.times);
  const tracks = useMemo(() => [latency, errors, rate], [latency, errors, rate]);
  const hrefOfTrace = useCallback((traceId: string) => hrefOf(`/traces/${traceId}`), [hrefOf]);
  const openTraces = ({ fromMs, toMs }: Moment) => {
    const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
    const path = hrefOf("/traces", { ...range, environment: bar.environment });
    router.push(writeFilters(path, { route: filters.route, method: filters.method }));
  };
  if (page.times.startsMs.length === 0) {
    return (
      <EmptyState title="No requests in this range">
        They appear with the first server span or request metric. Choose a longer range, or remove a
        filter.
      </EmptyState>
    );
  }
  return (
    <div className="pt-2">
      <Notices page={page} />
      <Tracks
        label="Requests over time"
        times={page.times}
        tracks={tracks}
        intervals={page.intervals}
        flags={page.flags}
        onZoom={zoomTo}
        onZoomOut={zoomOut}
        onPick={openTraces}
        hrefOfTrace={hrefOfTrace}
        onExample={(traceId) => router.push(hrefOfTrace(traceId))}
      >
        <LineTrack
          track={latency}
          legend
          spec={specs.latency}
          axis={{ log: isLog, onChange: (log) => void setAxis(log ? "log" : "linear") }}
          above={<TrackLabels intervals={page.intervals} flags={page.flags} />}
        />
        {heatmap ? (
          <HeatTrack
            heatmap={heatmap}
            height={HEAT_HEIGHT}
            title={HEAT_TITLE}
            note="every request, log axis; colour is requests per cell"
            limit={
              latency.limit
                ? {
                    label: latency.limit.label,
                    share: heatShareAt(heatmap, latency.limit.value),
                  }
                : null
            }
            actions={
              <HeatMenu
                title={HEAT_TITLE}
                rows={() => toHeatTable(heatmap, page.times)}
                spec={specs.heatmap}
              />
            }
          />
        ) : (
          heat.isPending && <HeatTrackSkeleton height={HEAT_HEIGHT} title={HEAT_TITLE} />
        )}
        <LineTrack track={rate} spec={specs.rate} />
        <LineTrack track={errors} spec={specs.errors} />
        <LaneTrack
          lanes={[...page.lanes, alerts]}
          note="deploys by their first request, what was marked, objectives crossed, alerts"
          actions={<MarkButton />}
        />
      </Tracks>
    </div>
  );
}

/** What must be known to read the charts right: silence, and quantiles that are a band. */
function Notices({ page }: { page: ServicePage }) {
  const zone = useZone();
  const { status, group } = page;
  const [low, high] = group.totals.quantileBounds?.p95Ms ?? [null, null];
  const newestMs = page.times.toMs;
  return (
    <div className="space-y-2 px-4 empty:hidden">
      {status.kind === "stale" && status.lastSeenMs !== null && (
        <Notice status="unknown">
          Nothing received since <strong>{formatTime(status.lastSeenMs, zone, "second")}</strong>,{" "}
          {formatDuration(newestMs - status.lastSeenMs)} before the end of this range.
        </Notice>
      )}
      {low !== null && (
        <Notice status="warning">
          From a histogram with fixed bounds: the true p95 lies in the band, over this range between{" "}
          {joined(formatMs(low))} and {high === null ? "no upper bound" : joined(formatMs(high))}.
        </Notice>
      )}
    </div>
  );
}
