"use client";

import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { type BreakerRow, callWords } from "@/lib/view/breaker-page.ts";
import { formatCount, formatRatio, joined, UNKNOWN } from "@/lib/view/format.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";

function State({ row }: { row: BreakerRow }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusIcon status={row.status} label={null} />
      {row.state}
    </span>
  );
}

const count = (id: "rejected" | "fallback" | "timeout", header: string): Column<BreakerRow> => ({
  ...{ id, header, align: "right" },
  sortBy: (row) => row.calls[id],
  cell: (row) => formatCount(row.calls[id]),
});

/** The columns of the table of breakers. */
export const breakerColumns = (zone: string): Column<BreakerRow>[] => [
  {
    ...{ id: "breaker", header: "Breaker" },
    sortBy: (row) => row.breaker,
    cell: (row) => <span className="font-medium">{row.breaker}</span>,
  },
  {
    ...{ id: "service", header: "Service" },
    sortBy: (row) => row.service,
    cell: (row) => (
      <>
        {row.service} <span className="text-text-3">{row.instance}</span>
      </>
    ),
  },
  { ...{ id: "state", header: "State now" }, cell: (row) => <State row={row} /> },
  {
    ...{ id: "since", header: "Since", hint: "–: since before the range" },
    sortBy: (row) => row.since,
    cell: (row) =>
      row.since === null ? UNKNOWN : formatTime(Date.parse(row.since), zone, "second"),
  },
  {
    ...{ id: "open", header: "Time open", align: "right" },
    sortBy: (row) => row.openSeconds,
    cell: (row) => formatDuration(row.openSeconds * 1_000),
  },
  {
    ...{ id: "changes", header: "Changes", align: "right" },
    sortBy: (row) => row.transitions.length,
    cell: (row) => row.transitions.length,
  },
  {
    ...{ id: "calls", header: "Calls", align: "right" },
    sortBy: (row) => row.callCount,
    cell: (row) => formatCount(row.callCount),
  },
  {
    ...{ id: "failed", header: "Failed", align: "right" },
    sortBy: (row) => row.failureRatio,
    cell: (row) => joined(formatRatio(row.failureRatio)),
  },
  count("timeout", "Late"),
  count("rejected", "Refused"),
  count("fallback", "Fallbacks"),
];

/** A row at 390 px. */
export function CompactBreaker({ row }: { row: BreakerRow }) {
  return (
    <>
      <span className="flex justify-between gap-2">
        <span className="truncate font-medium">{row.breaker}</span>
        <State row={row} />
      </span>
      <span className="block truncate text-12 text-text-3">
        {row.service} {row.instance}: {callWords(row)}
      </span>
    </>
  );
}
