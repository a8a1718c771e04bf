"use client";

import { useMemo, useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import type { HeadroomResponse } from "@/lib/contract/headroom.ts";
import { formatCount } from "@/lib/view/format.ts";
import { writeBytes } from "@/lib/view/headroom-condition.ts";
import { type DiskRow, toDiskRows } from "@/lib/view/headroom-tables.ts";

/** Every table with its tier, its size, and how long its rows are kept. */
export function DiskCard({ answer }: { answer: HeadroomResponse }) {
  const zone = useZone();
  const [text, setText] = useState("");
  const rows = useMemo(() => toDiskRows(answer, zone), [answer, zone]);
  const shown = rows.filter((row) =>
    `${row.table} ${row.concern} ${row.tier}`.toLowerCase().includes(text.toLowerCase()),
  );
  return (
    <Card>
      <CardHeader
        title="On disk"
        note={`${writeBytes(answer.storage.databaseBytes)} in ${answer.storage.tables.length} tables, with their indexes`}
        actions={<FilterField value={text} onChange={setText} label="Filter tables" />}
      />
      {shown.length === 0 ? (
        <EmptyState title="No table like this">Nothing here is called “{text}”.</EmptyState>
      ) : (
        <DataTable
          label="On disk"
          rows={shown}
          columns={COLUMNS}
          rowId={({ id }) => id}
          sortParam="disk"
          most={12}
          compact={(row) => <CompactRow row={row} />}
        />
      )}
    </Card>
  );
}

function Size({ row }: { row: DiskRow }) {
  return (
    <span className="flex items-center justify-end gap-2">
      <span
        className="h-1.5 w-16 overflow-hidden rounded-1 bg-surface-3 max-desk:hidden"
        aria-hidden
      >
        <span
          className="block h-full rounded-1 bg-q95"
          style={{ width: `${Math.max(1, row.share * 100)}%` }}
        />
      </span>
      <span className="w-20">{writeBytes(row.bytes)}</span>
    </span>
  );
}

const COLUMNS: Column<DiskRow>[] = [
  {
    id: "table",
    header: "Table",
    sortBy: (row) => row.table,
    cell: (row) => <span className="font-medium">{row.table}</span>,
  },
  { id: "concern", header: "Holds", sortBy: (row) => row.concern, cell: (row) => row.concern },
  { id: "tier", header: "Tier", sortBy: (row) => row.tier, cell: (row) => row.tier },
  {
    id: "size",
    header: "Size",
    align: "right",
    sortBy: (row) => row.bytes,
    cell: (row) => <Size row={row} />,
  },
  {
    id: "rows",
    header: "Rows",
    hint: "As Postgres estimates them",
    align: "right",
    sortBy: (row) => row.rows,
    cell: (row) => formatCount(row.rows),
  },
  {
    id: "partitions",
    header: "Partitions",
    align: "right",
    sortBy: (row) => row.partitions,
    cell: (row) => formatCount(row.partitions),
  },
  {
    id: "covers",
    header: "Covers",
    align: "right",
    className: "max-desk:hidden",
    cell: (row) => <span className="text-text-2">{row.covers ?? "–"}</span>,
  },
  {
    id: "kept",
    header: "Kept",
    align: "right",
    sortBy: (row) => row.keptForSeconds,
    cell: (row) => row.kept,
  },
];

function CompactRow({ row }: { row: DiskRow }) {
  return (
    <span className="block">
      <span className="flex gap-3">
        <span className="min-w-0 flex-1 truncate font-medium">{row.table}</span>
        <span>{writeBytes(row.bytes)}</span>
      </span>
      <span className="flex gap-3 text-12 text-text-3">
        <span className="min-w-0 flex-1 truncate">
          {row.tier}, kept {row.kept}
        </span>
        <span>{formatCount(row.rows)} rows</span>
      </span>
    </span>
  );
}
