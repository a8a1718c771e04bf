"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { alertRoutesQuery, saveAlertRoutes } from "@/lib/client/alert-routes.ts";
import { channelsQuery } from "@/lib/client/channels.ts";
import type { AlertRoute, AlertRouting } from "@/lib/domain/alert-routing.ts";
import { moveRoute, routingOf, withRoute } from "@/lib/view/alert-routes.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { InhibitionList } from "./inhibition-list.tsx";
import { emptyRoute } from "./root-route.ts";
import { RouteDialog } from "./route-dialog.tsx";
import { RouteList } from "./route-list.tsx";
import { RoutePreview } from "./route-preview.tsx";

/** Where alerts go: routes in their order, and everything else. */
export function RoutesTab({ rows }: { rows: readonly AlertRow[] }) {
  const client = useQueryClient();
  const routing = useQuery(alertRoutesQuery());
  const channels = useQuery(channelsQuery());
  const [edited, setEdited] = useState<AlertRoute | null>(null);
  const save = useMutation({
    mutationFn: saveAlertRoutes,
    onSuccess: (stored) => client.setQueryData(alertRoutesQuery().queryKey, stored),
    onError: () => client.invalidateQueries({ queryKey: alertRoutesQuery().queryKey }),
  });
  const error = routing.error ?? channels.error;
  if (error && !(routing.data && channels.data)) {
    return (
      <QueryError
        error={error}
        missing="Where alerts go is not known; they are told all the same."
        onRetry={() => void Promise.all([routing.refetch(), channels.refetch()])}
      />
    );
  }
  if (!routing.data || !channels.data) return <RowsSkeleton rows={3} />;
  const { version } = routing.data;
  const current = routingOf(routing.data);
  const change = (next: AlertRouting) => save.mutate({ ...next, version });
  const names = new Map(channels.data.channels.map(({ id, name }) => [id, name]));
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-1.5">
        <p className="min-w-0 flex-1 basis-64 text-12 text-text-2">
          The first route that matches an alert takes it. Channels of its own rule hear of it
          besides.
        </p>
        <Button onClick={() => setEdited(emptyRoute(current))}>Add a route</Button>
      </div>
      {save.error && (
        <div className="p-2">
          <Notice status="critical">{save.error.message}</Notice>
        </div>
      )}
      <RouteList
        routing={current}
        names={names}
        isBusy={save.isPending}
        onEdit={setEdited}
        onMove={(id, by) => change(moveRoute(current, id, by))}
        onDelete={(gone) =>
          change({ ...current, routes: current.routes.filter(({ id }) => id !== gone) })
        }
      />
      <RoutePreview routing={current} names={names} />
      <InhibitionList
        inhibitions={current.inhibitions}
        rows={rows}
        isBusy={save.isPending}
        onSave={async (inhibitions) => {
          await save.mutateAsync({ ...current, inhibitions, version });
        }}
      />
      <RouteDialog
        route={edited}
        names={names}
        onClose={() => setEdited(null)}
        onSave={async (route) => {
          await save.mutateAsync({ ...withRoute(current, route), version });
        }}
      />
    </>
  );
}
