"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useZone } from "@/components/frame/preferences.tsx";
import { Button } from "@/components/ui/button.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { EmptyState, Notice } from "@/components/ui/states.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { createSilence } from "@/lib/client/alerts.ts";
import type { Alert, AlertsResponse } from "@/lib/contract/alerts.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";

const HOUR_SECONDS = 3_600;

type Props = { rows: readonly AlertRow[]; gaps: AlertsResponse["gaps"] };

/** What fires, what may, and what was: the loudest first. */
export function AlertTable({ rows, gaps }: Props) {
  const zone = useZone();
  const client = useQueryClient();
  const silence = useMutation({
    mutationFn: ({ ruleId, key }: Alert) =>
      createSilence({
        matchers: Object.entries({ ruleId, ...key })
          .filter(([, value]) => value !== "")
          .map(([name, value]) => ({ name, value, isEqual: true })),
        durationSeconds: HOUR_SECONDS,
        comment: "",
      }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["alerts"] }),
        client.invalidateQueries({ queryKey: ["silences"] }),
      ]),
  });
  if (rows.length === 0) {
    return (
      <EmptyState title="No alert in the last week">
        What fires, what is about to, and what is over stands here.
      </EmptyState>
    );
  }
  const silenceIt = (alert: Alert) => (
    <Button
      disabled={silence.isPending}
      aria-label={`Silence ${alert.ruleName} for an hour`}
      onClick={() => silence.mutate(alert)}
    >
      For 1 h
    </Button>
  );
  return (
    <>
      {silence.error && (
        <div className="p-2">
          <Notice status="critical">{silence.error.message}</Notice>
        </div>
      )}
      {gaps[0] && (
        <div className="p-2">
          <Notice status="warning">
            {gaps.length === 1 ? "A rule was" : `${gaps.length} times rules were`} not evaluated,
            the last time from {formatTime(Date.parse(gaps[0].from), zone, "full")} to{" "}
            {formatTime(Date.parse(gaps[0].to), zone, "full")}.
          </Notice>
        </div>
      )}
      <DataTable
        label="Alerts"
        rows={rows}
        columns={columnsOf(zone, silenceIt)}
        rowId={({ alert }) => alert.id}
        sortParam="sort"
        compact={(row) => <CompactAlert row={row} zone={zone} />}
      />
    </>
  );
}

function Name({ row }: { row: AlertRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} label={row.word} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.alert.ruleName}</span>
        <span className="block truncate text-12 text-text-3">{row.about}</span>
      </span>
    </span>
  );
}

const columnsOf = (
  zone: string,
  silenceIt: (alert: Alert) => React.ReactNode,
): Column<AlertRow>[] => [
  {
    id: "alert",
    header: "Alert",
    sortBy: ({ alert }) => alert.ruleName,
    cell: (row) => <Name row={row} />,
    className: "max-w-96",
  },
  { id: "state", header: "State", sortBy: ({ word }) => word, cell: ({ word }) => word },
  {
    id: "value",
    header: "Value",
    align: "right",
    hint: "What the newest evaluation found",
    sortBy: ({ alert }) => alert.value,
    cell: ({ value, status }) => (
      <span className={`font-semibold ${statusText(status)}`}>{value}</span>
    ),
  },
  { id: "limit", header: "Limit", align: "right", cell: ({ limit }) => limit },
  {
    id: "since",
    header: "Since",
    sortBy: ({ alert }) => alert.since,
    cell: ({ alert }) => formatTime(Date.parse(alert.since), zone, "day-minute"),
  },
  {
    id: "lasts",
    header: "For",
    align: "right",
    sortBy: ({ durationMs }) => durationMs,
    cell: ({ durationMs }) => formatDuration(durationMs),
  },
  {
    id: "actions",
    header: "Silence",
    align: "right",
    cell: ({ alert }) => (alert.state === "resolved" || alert.silenced ? null : silenceIt(alert)),
  },
];

function CompactAlert({ row, zone }: { row: AlertRow; zone: string }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <Name row={row} />
      </span>
      <span className="text-right">
        <span className={`block font-semibold ${statusText(row.status)}`}>{row.value}</span>
        <span className="block text-12 text-text-3">
          {row.word} · {formatTime(Date.parse(row.alert.since), zone, "day-minute")}
        </span>
      </span>
    </span>
  );
}
