"use client";

import { useZone } from "@/components/frame/preferences.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { EmptyState, Notice } from "@/components/ui/states.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import type { AlertsResponse } from "@/lib/contract/alerts.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";

type Props = {
  rows: readonly AlertRow[];
  gaps: AlertsResponse["gaps"];
  selectedId: string | null;
  onOpen: (row: AlertRow) => void;
};

/** What fires, what may, and what was: the loudest first. */
export function AlertTable({ rows, gaps, selectedId, onOpen }: Props) {
  const zone = useZone();
  if (rows.length === 0) {
    return (
      <EmptyState title="No alert in the last week">
        What fires, what is about to, and what is over stands here.
      </EmptyState>
    );
  }
  return (
    <>
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
        columns={columnsOf(zone)}
        rowId={({ alert }) => alert.id}
        onOpen={onOpen}
        selectedId={selectedId}
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

const columnsOf = (zone: string): Column<AlertRow>[] => [
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
