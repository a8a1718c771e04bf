"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { endSilence, silencesQuery } from "@/lib/client/alerts.ts";
import type { SilenceResponse } from "@/lib/contract/silences.ts";
import { matchersText } from "@/lib/domain/alert-label-text.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { MaintenanceList } from "./maintenance-list.tsx";

/** What keeps alerts quiet: silences, and maintenance. */
export function SilencesTab() {
  return (
    <>
      <SilenceList />
      <MaintenanceList />
    </>
  );
}

/** Silences of now, of later and of the last week, with what they hide. */
function SilenceList() {
  const zone = useZone();
  const client = useQueryClient();
  const answer = useQuery(silencesQuery());
  const end = useMutation({
    mutationFn: endSilence,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["silences"] }),
        client.invalidateQueries({ queryKey: ["alerts"] }),
      ]),
  });
  if (answer.error && !answer.data) {
    return (
      <QueryError
        error={answer.error}
        missing="What is silenced is not known."
        onRetry={() => void answer.refetch()}
      />
    );
  }
  if (!answer.data) return <RowsSkeleton rows={3} />;
  const { silences } = answer.data;
  if (silences.length === 0) {
    return (
      <EmptyState title="Nothing is silenced">
        An alert that fires can be silenced for an hour: open it in the list of alerts.
      </EmptyState>
    );
  }
  return (
    <>
      {end.error && (
        <div className="p-2">
          <Notice status="critical">{end.error.message}</Notice>
        </div>
      )}
      <ul aria-label="Silences" className="divide-y divide-line text-13">
        {silences.map((silence) => (
          <li key={silence.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2">
            <span className="min-w-0 flex-1 basis-64">
              <span className="block font-medium break-words">
                {matchersText(silence.matchers)}
              </span>
              <span className="block text-12 text-text-2">{stateText(silence, zone)}</span>
            </span>
            {silence.state !== "ended" && (
              <Button disabled={end.isPending} onClick={() => end.mutate(silence.id)}>
                End it
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function stateText(silence: SilenceResponse, zone: string): string {
  const { state, endsAt, startsAt, hides, createdBy, comment } = silence;
  const at = (text: string) => formatTime(Date.parse(text), zone, "day-minute");
  const hidden = hides.length === 1 ? "hides one alert" : `hides ${hides.length} alerts`;
  const times = {
    waiting: `from ${at(startsAt)} to ${at(endsAt)}`,
    active: `until ${at(endsAt)}, ${hidden} now`,
    ended: `ended ${at(endsAt)}`,
  }[state];
  return [times, `by ${createdBy}`, comment].filter(Boolean).join(" · ");
}
