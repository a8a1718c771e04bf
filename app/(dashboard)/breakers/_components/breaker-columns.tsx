"use client";

import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { callWords } from "@/lib/view/breaker-condition.ts";
import { openText, thresholdWords } from "@/lib/view/breaker-figures.ts";
import type { BreakerRow } from "@/lib/view/breaker-rows.ts";
import { formatCount, formatRatio, joined, UNKNOWN } from "@/lib/view/format.ts";
import { formatDuration, formatTime } from "@/lib/view/time-format.ts";
import { BreakerStateWord } from "./breaker-state.tsx";

const count = (id: "rejected" | "fallback" | "timeout", header: string): Column<BreakerRow> => ({
  ...{ id, header, align: "right" },
  sortBy: (row) => row.calls[id],
  cell: (row) => formatCount(row.calls[id]),
});

function Name({ row }: { row: BreakerRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.breaker}</span>
        <span className="block truncate text-12 text-text-3">
          {[row.service, row.environment].filter(Boolean).join(", ")}
          {row.disagreement !== null && `: ${row.disagreement}`}
        </span>
      </span>
    </span>
  );
}

/** The columns of the table of breakers. */
export const breakerColumns = (zone: string): Column<BreakerRow>[] => [
  {
    ...{ id: "breaker", header: "Breaker", className: "max-w-96" },
    sortBy: (row) => row.breaker,
    cell: (row) => <Name row={row} />,
  },
  {
    ...{ id: "state", header: "State now", sortBy: (row) => row.state },
    cell: (row) => <BreakerStateWord state={row.state} />,
  },
  {
    ...{ id: "since", header: "Since", hint: "–: since before the range" },
    sortBy: (row) => row.since,
    cell: (row) =>
      row.since === null ? UNKNOWN : formatTime(Date.parse(row.since), zone, "second"),
  },
  {
    ...{ id: "open", header: "Time open", align: "right", hint: "all instances together" },
    sortBy: (row) => row.openSeconds,
    cell: (row) => openText(row.openSeconds),
  },
  {
    ...{ id: "too-long", header: "Too long", align: "right" },
    hint: "Open after what it protects had recovered; –: not known",
    sortBy: (row) => row.openAfterRecoverySeconds,
    cell: ({ openAfterRecoverySeconds: seconds }) =>
      seconds === null ? UNKNOWN : formatDuration(seconds * 1_000),
  },
  {
    ...{ id: "changes", header: "Changes", align: "right" },
    sortBy: (row) => row.changes,
    cell: (row) => row.changes,
  },
  {
    ...{ id: "calls", header: "Calls", align: "right" },
    sortBy: (row) => row.callCount,
    cell: (row) => formatCount(row.callCount),
  },
  {
    ...{ id: "failed", header: "Failed", align: "right", hint: "Of those that ran" },
    sortBy: (row) => row.failureRatio,
    cell: (row) => (
      <span title={thresholdWords(row)}>
        {joined(formatRatio(row.failureRatio))}
        {row.threshold.failureRatio !== null && (
          <span className="text-text-3"> of {joined(formatRatio(row.threshold.failureRatio))}</span>
        )}
      </span>
    ),
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
        <BreakerStateWord state={row.state} />
      </span>
      <span className="block truncate text-12 text-text-3">
        {row.service}: {row.disagreement ?? callWords(row)}
      </span>
    </>
  );
}
