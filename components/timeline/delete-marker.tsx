"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { createMarker, deleteMarker } from "@/lib/client/timeline.ts";
import type { TimelineEvent } from "@/lib/contract/timeline.ts";

/** A marker as the timeline answers with it. */
export type ToldEvent = Extract<TimelineEvent, { source: "marker" }>;

type Props = { title: string; onDelete: () => void };

/** Takes a marker away; the list offers to put it back. */
export function DeleteMarker({ title, onDelete }: Props) {
  return (
    <Button kind="bare" square aria-label={`Delete the marker ${title}`} onClick={onDelete}>
      <Trash2 size={13} aria-hidden />
    </Button>
  );
}

/** Deletes markers, and puts the last one back with all that it said (under a new id). */
export function useDeleteMarker() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["timeline"] });
  const remove = useMutation({
    mutationFn: async (marker: ToldEvent) => {
      await deleteMarker(marker.id);
      return marker;
    },
    onSettled,
  });
  const restore = useMutation({
    mutationFn: ({ kind, title, at, service, namespace, environment, ...rest }: ToldEvent) =>
      createMarker({
        ...{ kind, title, at, service, namespace, environment },
        ...{ version: rest.version, url: rest.url, description: rest.description },
      }),
    onSuccess: () => remove.reset(),
    onSettled,
  });
  return {
    remove: remove.mutate,
    /** What was just deleted and can be put back. */
    deleted: remove.data ?? null,
    undo: () => remove.data && restore.mutate(remove.data),
    error: remove.error ?? restore.error,
  };
}
