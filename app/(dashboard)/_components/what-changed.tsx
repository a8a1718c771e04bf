"use client";

import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { type ToldEvent, useDeleteMarker } from "@/components/timeline/delete-marker.tsx";
import { MarkButton } from "@/components/timeline/mark-button.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";
import { costItemsOf } from "@/lib/view/cost-items.ts";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { markersOf } from "@/lib/view/timeline.ts";
import { type ChangeEvent, whatChanged } from "@/lib/view/what-changed.ts";
import { ChangeRow } from "./change-row.tsx";

const MOST = 12;

type Props = {
  rows: readonly ServiceRow[];
  events: readonly TimelineEvent[];
  untilMs: number;
  onOpen: (row: ServiceRow) => void;
};

const toldBy = (events: readonly TimelineEvent[], { eventId }: ChangeEvent): ToldEvent | null => {
  const event = events.find(({ id }) => id === eventId);
  return event?.source === "marker" ? event : null;
};

/** Deploys, markers, silences and crossings of objectives within the range, newest first. */
export function WhatChanged({ rows, events, untilMs, onOpen }: Props) {
  const zone = useZone();
  const { remove, deleted, undo, error } = useDeleteMarker();
  const changes = useMemo(
    () =>
      whatChanged(rows, {
        ...{ markers: markersOf(events, rows), costs: costItemsOf(events), nowMs: untilMs },
      }),
    [rows, events, untilMs],
  );
  const shown = changes.slice(0, MOST);
  return (
    <Card>
      <CardHeader
        title="What changed"
        note={changes.length > MOST ? `newest ${MOST} of ${changes.length}` : undefined}
        actions={<MarkButton />}
      />
      {(deleted || error) && (
        <div
          role="status"
          className="flex items-center gap-2 border-b border-line px-4 py-2 text-12"
        >
          <span className="min-w-0 flex-1 truncate">
            {error ? error.message : `Deleted “${deleted?.title}”.`}
          </span>
          {deleted && <Button onClick={undo}>Undo</Button>}
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState title="Nothing in this range">
          New versions appear here when services report <code>service.version</code>, with
          objectives that are crossed, services that go quiet and what people mark.
        </EmptyState>
      ) : (
        <ol className="py-2">
          {shown.map((change, index) => (
            <ChangeRow
              key={change.id}
              change={change}
              told={toldBy(events, change)}
              at={{ zone, untilMs }}
              last={index === shown.length - 1}
              onOpen={onOpen}
              onDelete={remove}
            />
          ))}
        </ol>
      )}
    </Card>
  );
}
