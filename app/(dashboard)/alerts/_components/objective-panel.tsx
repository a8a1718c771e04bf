"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { LineTrack } from "@/components/charts/line-track.tsx";
import { Tracks } from "@/components/charts/tracks.tsx";
import { useNow } from "@/components/frame/now.tsx";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { ChartSkeleton, EmptyState, Notice } from "@/components/ui/states.tsx";
import { deleteObjective, objectiveQuery } from "@/lib/client/objectives.ts";
import type { ObjectiveResponse, ObjectiveStatus } from "@/lib/contract/objectives.ts";
import { budgetCourse, objectiveText } from "@/lib/view/objectives.ts";
import { ObjectiveDialog } from "./objective-dialog.tsx";

type Props = { objective: ObjectiveStatus; onClose: () => void };

const HEIGHT = 200;
const NOW_STEP_MS = 60_000;

/** How the budgets of an objective went, and what can be done with it. */
export function ObjectivePanel({ objective, onClose }: Props) {
  const client = useQueryClient();
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery(objectiveQuery(objective.id));
  const remove = useMutation({
    mutationFn: deleteObjective,
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ["objectives"] });
    },
  });
  const askToDelete = () => {
    if (window.confirm(`Delete the objective “${objective.name}”? Its alerts end.`)) {
      remove.mutate(objective.id);
    }
  };
  return (
    <SidePanel open onClose={onClose} title={objective.name} note={objectiveText(objective)}>
      {data ? (
        <Course data={data} />
      ) : error ? (
        <QueryError
          error={error}
          missing="How the budget went is not known."
          onRetry={() => void refetch()}
        />
      ) : (
        <ChartSkeleton height={HEIGHT} />
      )}
      <div className="space-y-3 border-t border-line p-4 text-13">
        {objective.description && <p>{objective.description}</p>}
        <p className="text-text-2">
          {objective.alerts
            ? "It alerts while the budget burns 14.4 times too fast over an hour, 6 times over six hours, or faster than allowed over three days."
            : "It does not alert."}
        </p>
        {remove.error && <Notice status="critical">{remove.error.message}</Notice>}
        {objective.source === null ? (
          <div className="flex gap-2">
            <Button onClick={() => setEditing(true)}>Change</Button>
            <Button kind="bare" disabled={remove.isPending} onClick={askToDelete}>
              Delete
            </Button>
          </div>
        ) : (
          <Notice status="unknown">
            It comes from the file {objective.source}: change it there.
          </Notice>
        )}
      </div>
      {editing && <ObjectiveDialog objective={objective} onClose={() => setEditing(false)} />}
    </SidePanel>
  );
}

function Course({ data }: { data: ObjectiveResponse }) {
  const nowMs = useNow(NOW_STEP_MS);
  const { times, track } = useMemo(() => budgetCourse(data, nowMs), [data, nowMs]);
  const tracks = useMemo(() => [track], [track]);
  if (data.groups.length === 0) {
    return (
      <EmptyState title="No requests yet">
        Its budget appears with the first request that it is about.
      </EmptyState>
    );
  }
  const stay = () => undefined;
  return (
    <div className="pt-2">
      <Tracks
        {...{ label: "Budget left", times, tracks, intervals: NONE, flags: NONE }}
        onZoom={stay}
        onZoomOut={stay}
      >
        <LineTrack track={track} legend={track.lines.length > 1} />
      </Tracks>
    </div>
  );
}

const NONE: readonly never[] = [];
