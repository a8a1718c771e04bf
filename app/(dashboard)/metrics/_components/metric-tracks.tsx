"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { HeatTrack, HeatTrackSkeleton } from "@/components/charts/heat-track.tsx";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { HeatMenu } from "@/components/charts/track-menu.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { useBar, useHref } from "@/components/frame/use-bar.ts";
import { useZoom } from "@/components/frame/use-zoom.ts";
import { metricHeatmapQuery } from "@/lib/client/metrics.ts";
import type { MetricsChart } from "@/lib/domain/chart-spec.ts";
import { toMetricHeatmap, toMetricHeatTable } from "@/lib/view/metric-heatmap.ts";
import type { MetricPage } from "@/lib/view/metric-page.ts";
import { unitFormat } from "@/lib/view/unit-format.ts";

type Props = {
  page: MetricPage;
  chart: MetricsChart;
  /** With the heatmap of the same histogram. */
  heat: boolean;
};

const HEAT_HEIGHT = 160;
const HEAT_TITLE = "Heatmap";

/** The lines of a metric, and its heatmap below on the same axis. A click opens the traces of that moment. */
export function MetricTracks({ page, chart, heat }: Props) {
  const router = useRouter();
  const hrefOf = useHref();
  const { zoomTo, zoomOut } = useZoom();
  const tracks = useMemo(() => [page.track], [page.track]);
  const openTraces = ({ fromMs, toMs }: Moment) =>
    router.push(
      hrefOf("/traces", { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }),
    );
  return (
    <div className="pt-2">
      <Tracks
        label="Metric over time"
        times={page.times}
        tracks={tracks}
        intervals={[]}
        flags={[]}
        onZoom={zoomTo}
        onZoomOut={zoomOut}
        onPick={openTraces}
      >
        <LineTrack track={page.track} spec={chart} />
        {heat && <Heat page={page} chart={chart} />}
      </Tracks>
    </div>
  );
}

/** How many values lay where, whatever the aggregation above. */
function Heat({ page, chart }: Omit<Props, "heat">) {
  const { bar } = useBar();
  const [query] = chart.queries;
  const answer = useQuery(
    metricHeatmapQuery({
      name: query?.name ?? "",
      from: bar.from,
      to: bar.to,
      step: page.times.stepMs / 1_000,
      filters: query?.filters ?? {},
    }),
  );
  const heatmap = useMemo(
    () =>
      answer.data
        ? toMetricHeatmap(answer.data, page.times, unitFormat(answer.data.unit, answer.data.name))
        : null,
    [answer.data, page.times],
  );
  if (!heatmap) {
    return answer.isPending && <HeatTrackSkeleton height={HEAT_HEIGHT} title={HEAT_TITLE} />;
  }
  const spec: MetricsChart = { ...chart, visual: "heatmap", topK: null };
  return (
    <HeatTrack
      heatmap={heatmap}
      height={HEAT_HEIGHT}
      title={HEAT_TITLE}
      note="every value, rows are the histogram’s buckets; colour is values per cell"
      limit={null}
      actions={
        <HeatMenu
          title={`${HEAT_TITLE} of ${query?.name ?? ""}`}
          rows={() => toMetricHeatTable(heatmap, page.times)}
          spec={spec}
        />
      }
    />
  );
}
