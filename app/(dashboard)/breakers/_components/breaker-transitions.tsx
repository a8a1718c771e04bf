"use client";

import { TraceLink } from "@/components/concern/trace-link.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import type { TransitionRow } from "@/lib/view/breaker-transitions.ts";
import { UNKNOWN } from "@/lib/view/format.ts";
import { formatDuration, formatTime, zoneLabel } from "@/lib/view/time-format.ts";
import { BreakerStateWord } from "./breaker-state.tsx";

const MOST = 20;

/** When, as exactly as it is told. */
export const transitionTime = ({ atMs, isExact }: TransitionRow, zone: string): string =>
  `${isExact ? "" : "about "}${formatTime(atMs, zone, "second")}`;

/** "30 s", "48 s so far". */
export const transitionLength = ({ lastedMs, isSoFar }: TransitionRow): string =>
  lastedMs === null ? UNKNOWN : `${formatDuration(lastedMs)}${isSoFar ? " so far" : ""}`;

const columns = (zone: string): Column<TransitionRow>[] => [
  {
    ...{ id: "at", header: `Time ${zoneLabel(zone)}`, sortBy: (row) => row.atMs },
    cell: (row) => transitionTime(row, zone),
  },
  {
    ...{ id: "which", header: "Breaker", sortBy: (row) => row.breaker },
    cell: (row) => (
      <>
        <span className="font-medium">{row.breaker}</span>{" "}
        <span className="text-text-3">
          {row.service} {row.instance}
        </span>
      </>
    ),
  },
  { ...{ id: "from", header: "From" }, cell: (row) => <BreakerStateWord state={row.from} /> },
  { ...{ id: "to", header: "To" }, cell: (row) => <BreakerStateWord state={row.to} /> },
  {
    ...{ id: "lasted", header: "Lasted", align: "right", sortBy: (row) => row.lastedMs },
    cell: transitionLength,
  },
  {
    ...{ id: "trace", header: "Trace that caused it" },
    hint: "Of a kept span with the event circuit_breaker.transition",
    cell: (row) => (row.traceId === null ? UNKNOWN : <TraceLink traceId={row.traceId} />),
  },
];

/** The changes of all breakers, newest first, each with the trace that it happened in. */
export function BreakerTransitions({
  rows,
  zone,
}: {
  rows: readonly TransitionRow[];
  zone: string;
}) {
  const shown = rows.slice(0, MOST);
  return (
    <Card>
      <CardHeader title="Changes" note={`${shown.length} of ${rows.length}, newest first`} />
      {shown.length === 0 ? (
        <EmptyState title="No breaker changed in this range">
          Each change is listed here with how long it lasted and the trace that caused it.
        </EmptyState>
      ) : (
        <DataTable
          label="Changes"
          rows={shown}
          columns={columns(zone)}
          rowId={(row) => row.id}
          sortParam="changes"
          compact={(row) => (
            <>
              <span className="flex justify-between gap-2">
                <span className="truncate font-medium">{row.breaker}</span>
                <BreakerStateWord state={row.to} />
              </span>
              <span className="flex justify-between gap-2 text-12 text-text-3">
                <span className="truncate">
                  {transitionTime(row, zone)}, {transitionLength(row)}
                </span>
                {row.traceId !== null && <TraceLink traceId={row.traceId} />}
              </span>
            </>
          )}
        />
      )}
    </Card>
  );
}
