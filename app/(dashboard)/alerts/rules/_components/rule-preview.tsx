"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useMemo, useState } from "react";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { TrackLabels } from "@/components/charts/track-backdrop.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import type { Moment } from "@/components/charts/tracks-pointer.ts";
import { useNow } from "@/components/frame/now.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { ChartSkeleton, EmptyState, Reloading } from "@/components/ui/states.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { alertPreviewQuery } from "@/lib/client/alerts.ts";
import type { AlertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { type PreviewModel, type PreviewRow, toPreview } from "@/lib/view/alert-preview.ts";
import { ruleText } from "@/lib/view/alerts.ts";

const HEIGHT = 240;
const NOW_STEP_MS = 60_000;

/** What a rule would have done over the last seven days; a drag looks closer, a double click goes back. */
export function RulePreview({ spec }: { spec: AlertRuleSpec }) {
  const [zoom, setZoom] = useState<Moment | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const nowMs = useNow(NOW_STEP_MS);
  const query = useQuery({
    ...alertPreviewQuery(spec, zoom),
    placeholderData: keepPreviousData,
  });
  const { data, error } = query;
  const model = useMemo(
    () => (data ? toPreview(data, spec, { chosen, nowMs }) : null),
    [data, spec, chosen, nowMs],
  );
  if (error) {
    return (
      <Card>
        <QueryError
          error={error}
          missing="What the rule would have done is not known."
          onRetry={() => void query.refetch()}
        />
      </Card>
    );
  }
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={zoom ? "What it would have done" : "What it would have done in the last 7 days"}
        level={2}
      />
      <p className="px-4 pt-3 text-12 text-text-2" data-preview-rule>
        {ruleText(spec)}
      </p>
      {model ? (
        <Reloading active={query.isPlaceholderData} what="the preview">
          <Body {...{ model, chosen, setChosen, setZoom }} />
        </Reloading>
      ) : (
        <ChartSkeleton height={HEIGHT} />
      )}
    </Card>
  );
}

type BodyProps = {
  model: PreviewModel;
  chosen: string | null;
  setChosen: (id: string | null) => void;
  setZoom: (zoom: Moment | null) => void;
};

function Body({ model, chosen, setChosen, setZoom }: BodyProps) {
  const { track, times, intervals, rows, sentence, note } = model;
  const tracks = useMemo(() => [track], [track]);
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing to watch in this time">
        No group reported this measure. Choose another measure, or remove a filter.
      </EmptyState>
    );
  }
  return (
    <>
      <p className="px-4 pt-1 text-13 font-medium" data-preview-sentence>
        {sentence}
      </p>
      <div className="pt-2">
        <Tracks
          label="What the rule would have seen"
          times={times}
          tracks={tracks}
          intervals={intervals}
          flags={NO_FLAGS}
          onZoom={setZoom}
          onZoomOut={() => setZoom(null)}
        >
          <LineTrack
            track={track}
            legend
            above={<TrackLabels intervals={intervals} flags={NO_FLAGS} />}
          />
        </Tracks>
      </div>
      <ul aria-label="Groups" className="divide-y divide-line border-t border-line text-13">
        {rows.map((row) => (
          <GroupRow key={row.id} {...{ row, chosen, setChosen }} />
        ))}
      </ul>
      <p className="border-t border-line px-4 py-2 text-12 text-text-3">{note}</p>
    </>
  );
}

const NO_FLAGS: readonly never[] = [];

type RowProps = { row: PreviewRow } & Pick<BodyProps, "chosen" | "setChosen">;

/** A group that can be looked at alone. */
function GroupRow({ row, chosen, setChosen }: RowProps) {
  const isChosen = chosen === row.id;
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={() => setChosen(isChosen ? null : row.id)}
        className={clsx(
          "control flex w-full flex-wrap items-center gap-x-3 px-4 py-1 text-left hover:bg-surface-3",
          isChosen && "bg-surface-3",
        )}
      >
        <StatusIcon status={row.fires ? "critical" : "ok"} label={row.fires ? "fires" : "fine"} />
        <span className="min-w-0 flex-1 basis-[calc(100%-2.5rem)] truncate font-medium desk:basis-32">
          {row.label}
        </span>
        <span className="flex-1 pl-7 text-12 text-text-2 desk:flex-none desk:pl-0">
          {row.story}
        </span>
        <span className="w-24 text-right text-12 tabular-nums">worst {row.worst}</span>
      </button>
    </li>
  );
}
