"use client";

import { useMemo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { NPlusOneFinding } from "@/lib/contract/databases.ts";
import { type NPlusOneRow, toNPlusOneRows } from "@/lib/view/database-details.ts";
import { nPlusOneHref } from "@/lib/view/database-words.ts";
import { formatCount, formatMs, formatQuantity } from "@/lib/view/format.ts";
import { formatTime } from "@/lib/view/time-format.ts";

function Route({ row }: { row: NPlusOneRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status="warning" label={null} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.key.route || "unknown route"}</span>
        <span className="block truncate text-12 text-text-3">
          {[row.key.service, row.key.environment].filter(Boolean).join(", ")}
        </span>
      </span>
    </span>
  );
}

/** A mean that is mostly whole. */
const meanCount = (mean: number): string =>
  Number.isInteger(mean) ? formatCount(mean) : formatQuantity(mean);

const toColumns = (zone: string): Column<NPlusOneRow>[] => [
  {
    ...{ id: "route", header: "Route", className: "max-w-64" },
    sortBy: ({ key }) => key.route,
    cell: (row) => <Route row={row} />,
  },
  {
    ...{ id: "statement", header: "Repeated query", className: "max-w-80" },
    cell: ({ key }) => (
      <code className="block truncate font-mono text-12" title={key.statement}>
        {key.statement}
      </code>
    ),
  },
  {
    ...{ id: "per", header: "Queries each", hint: "Mean of the occurrences", align: "right" },
    sortBy: (row) => row.queriesPerOccurrence,
    cell: (row) => meanCount(row.queriesPerOccurrence),
  },
  {
    ...{ id: "times", header: "Times", align: "right" },
    sortBy: (row) => row.occurrences,
    cell: (row) => formatCount(row.occurrences),
  },
  {
    ...{ id: "each", header: "Lost each", align: "right" },
    sortBy: (row) => row.lostMs / row.occurrences,
    cell: (row) => <Value figure={formatMs(row.lostMs / row.occurrences)} />,
  },
  {
    ...{ id: "lost", header: "Lost in all", hint: "All queries but one of each occurrence" },
    align: "right",
    sortBy: (row) => row.lostMs,
    cell: (row) => <Value figure={formatMs(row.lostMs)} className="font-semibold" />,
  },
  {
    ...{ id: "since", header: "First, last", align: "right", className: "max-desk:hidden" },
    sortBy: (row) => row.firstAt,
    cell: (row) =>
      `${formatTime(Date.parse(row.firstAt), zone)} to ${formatTime(Date.parse(row.lastAt), zone)}`,
  },
];

/** N+1s with what they cost; a row leads to a trace in which its queries are marked. */
export function NPlusOneCard({ found }: { found: readonly NPlusOneFinding[] }) {
  const zone = useZone();
  const hrefOf = useHref();
  const rows = useMemo(() => toNPlusOneRows(found), [found]);
  const columns = useMemo(() => toColumns(zone), [zone]);
  if (rows.length === 0) return null;
  return (
    <Card>
      <CardHeader
        title="N+1 queries"
        note="more than 5 alike in a row under one span, more than 50 ms together; the costliest first"
      />
      <DataTable
        label="N+1 queries"
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        sortParam="n1sort"
        hrefOf={({ key, exemplarTraceId }) =>
          nPlusOneHref({ ...key, traceId: exemplarTraceId }, hrefOf)
        }
        compact={(row) => <Compact row={row} />}
      />
    </Card>
  );
}

function Compact({ row }: { row: NPlusOneRow }) {
  const hrefOf = useHref();
  return (
    <a
      href={nPlusOneHref({ ...row.key, traceId: row.exemplarTraceId }, hrefOf)}
      className="flex min-h-11 items-center gap-2.5"
    >
      <span className="min-w-0 flex-1">
        <Route row={row} />
      </span>
      <span className="text-right">
        <Value figure={formatMs(row.lostMs)} className="font-semibold" />
        <span className="block text-12 text-text-3">
          {meanCount(row.queriesPerOccurrence)} queries each
        </span>
      </span>
    </a>
  );
}
