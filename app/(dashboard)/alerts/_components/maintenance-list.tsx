"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { deleteMaintenance, maintenanceQuery } from "@/lib/client/alerts.ts";
import { maintenanceText, nextMaintenanceText } from "@/lib/view/maintenance.ts";
import { MaintenanceDialog } from "./maintenance-dialog.tsx";

/** Maintenance windows, once or every week. */
export function MaintenanceList() {
  const zone = useZone();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const answer = useQuery(maintenanceQuery());
  const remove = useMutation({
    mutationFn: deleteMaintenance,
    onSuccess: () => client.invalidateQueries({ queryKey: maintenanceQuery().queryKey }),
  });
  return (
    <section aria-label="Maintenance" className="border-t border-line">
      <div className="flex min-h-10 items-center justify-between gap-4 px-4 pt-3 pb-1">
        <h2 className="text-13 font-semibold">Maintenance</h2>
        <Button onClick={() => setAdding(true)}>Add maintenance</Button>
      </div>
      {remove.error && (
        <div className="p-2">
          <Notice status="critical">{remove.error.message}</Notice>
        </div>
      )}
      {answer.error && !answer.data && (
        <QueryError
          error={answer.error}
          missing="Maintenance windows are not known; they hold all the same."
          onRetry={() => void answer.refetch()}
        />
      )}
      {answer.isPending && <RowsSkeleton rows={1} />}
      {answer.data?.windows.length === 0 && (
        <p className="px-4 pb-3 text-12 text-text-2">
          None. Alerts can be kept quiet while something is taken down on purpose, once or every
          week.
        </p>
      )}
      <ul aria-label="Maintenance windows" className="divide-y divide-line text-13">
        {answer.data?.windows.map((window) => (
          <li key={window.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
            <span className="min-w-0 flex-1 basis-64">
              <span className="block font-medium break-words">{window.name}</span>
              <span className="block text-12 break-words text-text-2">
                {maintenanceText(window)}
              </span>
              <span className="block text-12 text-text-3">{nextMaintenanceText(window, zone)}</span>
            </span>
            <Button
              kind="bare"
              disabled={remove.isPending}
              aria-label={`Delete ${window.name}`}
              onClick={() => {
                if (confirm(`Delete the maintenance “${window.name}”?`)) remove.mutate(window.id);
              }}
            >
              Delete
            </Button>
          </li>
        ))}
      </ul>
      <MaintenanceDialog open={adding} onClose={() => setAdding(false)} />
    </section>
  );
}
