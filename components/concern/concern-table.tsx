"use client";

import { type ReactNode, useState } from "react";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import { type Status, StatusIcon } from "@/components/ui/status-icon.tsx";

/** What a table of any concern needs to know of its rows. */
export type ConcernRow = {
  id: string;
  status: Status;
  /** What a filter's text is looked for in. */
  text: string;
};

type Props<Row extends ConcernRow> = {
  title: string;
  /** "caches", for the filter's label. */
  things: string;
  /** Trouble first. */
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  /** A row at 390 px. */
  compact: (row: Row) => ReactNode;
  /** The parameter of the URL that keeps the order. */
  sortParam: string;
  selectedId?: string | null;
  onOpen?: (row: Row) => void;
  note?: string;
  actions?: ReactNode;
};

const STATUSES: readonly Status[] = ["critical", "warning", "unknown", "ok"];

/** A concern's things, trouble first: how many have each status, a filter, and a row that opens its detail. */
export function ConcernTable<Row extends ConcernRow>(props: Props<Row>) {
  const { title, things, rows, columns, compact, sortParam, selectedId, onOpen } = props;
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const shown = rows.filter((row) => row.text.toLowerCase().includes(wanted));
  return (
    <Card>
      <CardHeader
        title={title}
        note={props.note ?? `${rows.length}, trouble first`}
        actions={
          <>
            <StatusCounts rows={rows} />
            <FilterField label={`Filter ${things}`} value={filter} onChange={setFilter} />
            {props.actions}
          </>
        }
      />
      {shown.length === 0 ? (
        <EmptyState title={`None of these ${things} matches`}>
          Nothing is called “{filter}”.
        </EmptyState>
      ) : (
        <DataTable
          label={title}
          rows={shown}
          columns={columns}
          rowId={(row) => row.id}
          sortParam={sortParam}
          compact={compact}
          {...(selectedId === undefined || selectedId === null ? {} : { selectedId })}
          {...(onOpen ? { onOpen } : {})}
        />
      )}
    </Card>
  );
}

/** How many rows have each status, worst first; what is zero is left out. */
function StatusCounts({ rows }: { rows: readonly ConcernRow[] }) {
  return STATUSES.map((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return count === 0 ? null : (
      <span key={status} className="flex items-center gap-1">
        <StatusIcon status={status} size={13} />
        {count}
      </span>
    );
  });
}
