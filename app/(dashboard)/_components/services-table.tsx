"use client";

import { useMemo, useState } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { EmptyState, RowsSkeleton } from "@/components/ui/states.tsx";
import { type Status, StatusIcon } from "@/components/ui/status-icon.tsx";
import { type OverviewRow, overviewReason } from "@/lib/view/overview-rows.ts";
import { CompactRow, toColumns } from "./service-columns.tsx";
import { useConcernHrefOf } from "./service-links.ts";

type Props = {
  rows: readonly OverviewRow[];
  untilMs: number;
  selectedId: string | null;
  onOpen: (row: OverviewRow) => void;
};

/** How many services have each status, worst first; what is zero is left out. */
function StatusCounts({ rows }: { rows: readonly OverviewRow[] }) {
  const statuses: readonly Status[] = ["critical", "warning", "unknown", "ok"];
  return statuses.map((status) => {
    const count = rows.filter((row) => row.icon === status).length;
    if (count === 0) return null;
    return (
      <span key={status} className="flex items-center gap-1">
        <StatusIcon status={status} size={13} />
        {count}
      </span>
    );
  });
}

/** Every service, trouble first. A row opens its panel. */
export function ServicesTable({ rows, untilMs, selectedId, onOpen }: Props) {
  const zone = useZone();
  const [filter, setFilter] = useState("");
  const reasonFor = useMemo(
    () => (row: OverviewRow) => overviewReason(row, { untilMs, zone }),
    [untilMs, zone],
  );
  const hrefOf = useConcernHrefOf();
  const columns = useMemo(() => toColumns({ reasonFor, hrefOf, rows }), [reasonFor, hrefOf, rows]);
  const shown = rows.filter((row) => row.service.toLowerCase().includes(filter.toLowerCase()));
  const troubled = rows.some(({ icon }) => icon === "critical" || icon === "warning");
  return (
    <Card>
      <CardHeader
        title="Services"
        note={
          <>
            {rows.length}
            <span className="max-tablet:hidden">
              {troubled ? ", trouble first" : ", busiest first"}
            </span>
          </>
        }
        actions={
          <>
            <StatusCounts rows={rows} />
            <FilterField value={filter} onChange={setFilter} label="Filter services" />
          </>
        }
      />
      {shown.length === 0 ? (
        <EmptyState title={rows.length === 0 ? "No service in this range" : "No service matches"}>
          {rows.length === 0
            ? "A service appears with its first request. Choose a longer range or another environment."
            : `Nothing is called “${filter}”.`}
        </EmptyState>
      ) : (
        <DataTable
          label="Services"
          rows={shown}
          columns={columns}
          rowId={(row) => row.id}
          sortParam="sort"
          selectedId={selectedId}
          onOpen={onOpen}
          compact={(row) => <CompactRow row={row} reason={reasonFor(row)} />}
        />
      )}
    </Card>
  );
}

/** The table's place while it loads. */
export function ServicesTableSkeleton() {
  return (
    <Card>
      <CardHeader title="Services" />
      <RowsSkeleton rows={8} />
    </Card>
  );
}
