"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { EmptyState, Notice, RowsSkeleton } from "@/components/ui/states.tsx";
import { endSilence, silencesQuery } from "@/lib/client/alerts.ts";
import type { SilenceResponse } from "@/lib/contract/silences.ts";
import { matchersText } from "@/lib/domain/alert-label-text.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { MaintenanceList } from "./maintenance-list.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";

/** What keeps alerts quiet: silences, and maintenance. */
export function SilencesTab({ rows }: { rows: readonly AlertRow[] }) {
  const [matching, setMatching] = useState<string | null>(null);
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-1.5">
        <p className="min-w-0 flex-1 basis-64 text-12 text-text-2">
          A silenced alert is still evaluated and shown; nobody is told of it.
        </p>
        <Button onClick={() => setMatching("")}>Add a silence</Button>
      </div>
      <SilenceList rows={rows} />
      <MaintenanceList />
      <SilenceDialog matching={matching} rows={rows} onClose={() => setMatching(null)} />
    </>
  );
}

/** Silences of now, of later and of the last week, with what they hide. */
function SilenceList({ rows }: { rows: readonly AlertRow[] }) {
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
        An alert that fires can be silenced from its own panel, several at once by their labels.
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
              <HiddenNow ids={silence.hides} rows={rows} />
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

const MOST_HIDDEN = 3;

/** Which alerts a silence hides at this moment, by name. */
function HiddenNow({ ids, rows }: { ids: readonly string[]; rows: readonly AlertRow[] }) {
  const hidden = rows.filter(({ alert }) => ids.includes(alert.id));
  if (hidden.length === 0) return null;
  const names = hidden.map(({ alert, about }) => `${alert.ruleName} (${about})`);
  const more = ids.length - MOST_HIDDEN;
  return (
    <span className="block text-12 break-words text-text-3">
      {names.slice(0, MOST_HIDDEN).join(", ")}
      {more > 0 && ` and ${more} more`}
    </span>
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
