"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { ConcernPage } from "@/components/concern/concern-page.tsx";
import { concernQuestion } from "@/components/concern/concern-state.ts";
import { ConcernTable } from "@/components/concern/concern-table.tsx";
import { ConcernTracks } from "@/components/concern/concern-tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useBar } from "@/components/frame/use-bar.ts";
import { scalingQuery } from "@/lib/client/scaling.ts";
import { periodBefore } from "@/lib/view/change.ts";
import { scalingCondition, scalingFigures } from "@/lib/view/scaling.ts";
import { toScalingRows } from "@/lib/view/scaling-rows.ts";
import { scalingTracks } from "@/lib/view/scaling-tracks.ts";
import { JourneyCard } from "./journey-card.tsx";
import { CompactScaling, SCALING_COLUMNS } from "./scaling-columns.tsx";
import { ScalingPanel } from "./scaling-panel.tsx";

const NOW_STEP_MS = 10_000;
const SHORTENED = "services by their newest two days; choose one for the whole range";

/** How many instances there are, whether each gets and does its share, and whether more can come. */
export function ScalingView() {
  const { bar } = useBar();
  const zone = useZone();
  const nowMs = useNow(NOW_STEP_MS);
  const [selected, select] = useQueryState("thing", parseAsString);
  const question = useQuery(scalingQuery(concernQuestion(bar)));
  const { data } = question;
  const rows = useMemo(() => (data ? toScalingRows(data) : null), [data]);
  const opened = rows?.find(({ id }) => id === selected) ?? null;
  const charts = useMemo(
    () => (data && rows ? scalingTracks({ answer: data, rows, opened, nowMs }) : null),
    [data, rows, opened, nowMs],
  );
  const before = data ? periodBefore(Date.parse(data.to) - Date.parse(data.from)) : "";
  return (
    <ConcernPage
      question={question}
      label="Scaling"
      missing="How many instances there are is not known."
      condition={rows ? scalingCondition(rows) : null}
      figures={rows ? scalingFigures(rows, before) : null}
      empty={
        rows?.length === 0 ? { title: "Instances appear here", children: <HowTo /> } : undefined
      }
    >
      {charts && charts.tracks.length > 0 && (
        <ConcernTracks
          label="Scaling over time"
          times={charts.times}
          tracks={charts.tracks}
          concern="scaling"
        />
      )}
      {rows && (
        <ConcernTable
          title="Who scales"
          things="services and autoscalers"
          rows={rows}
          columns={SCALING_COLUMNS}
          compact={(row) => <CompactScaling row={row} />}
          sortParam="sort"
          selectedId={selected}
          onOpen={(row) => void select(row.id)}
          {...(data && data.instancesFrom > data.from ? { note: SHORTENED } : {})}
        />
      )}
      <JourneyCard />
      {opened && <ScalingPanel row={opened} zone={zone} onClose={() => void select(null)} />}
    </ConcernPage>
  );
}

function HowTo() {
  return (
    <>
      <p>
        Services appear with their first request; their instances when each says who it is, and by
        which weight the load balancer sends it requests:
      </p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
        {`export OTEL_RESOURCE_ATTRIBUTES=service.instance.id=web-1,headroom.instance.weight=3`}
      </pre>
      <p className="mt-3">Autoscalers, deployments, nginx and HAProxy through a Collector:</p>
      <pre className="mt-3 whitespace-pre-wrap break-words rounded-2 bg-surface-2 p-3 text-12">
        {`receivers:
  k8s_cluster:
    auth_type: serviceAccount
  nginx:
    endpoint: http://127.0.0.1:8080/status
service:
  pipelines:
    metrics:
      receivers: [k8s_cluster, nginx]
      exporters: [otlp_http/headroom]`}
      </pre>
    </>
  );
}
