"use client";

import clsx from "clsx";
import { useMemo } from "react";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { PoolGroup } from "@/lib/contract/databases.ts";
import { type PoolRow, toPoolRows } from "@/lib/view/database-details.ts";
import { formatCount, formatMs, formatRatio } from "@/lib/view/format.ts";

function Pool({ row }: { row: PoolRow }) {
  const { pool, service, environment } = row.key;
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{pool || "pool"}</span>
        <span className="block truncate text-12 text-text-3">
          {[service, environment].filter(Boolean).join(", ")}
        </span>
      </span>
    </span>
  );
}

/** Used, idle and what is left to the maximum, where it is told. */
function Levels({ row }: { row: PoolRow }) {
  const { used, idle, max } = row.totals;
  const whole = Math.max(max ?? 0, (used ?? 0) + (idle ?? 0));
  if (whole === 0) return null;
  const part = (value: number | null) => `${((value ?? 0) / whole) * 100}%`;
  return (
    <span aria-hidden className="flex h-1.5 w-24 overflow-hidden rounded-1 bg-surface-3">
      <span className="bg-accent" style={{ width: part(used) }} />
      <span className="bg-accent/40" style={{ width: part(idle) }} />
    </span>
  );
}

const hasWaited = ({ totals }: PoolRow) => (totals.mostPending ?? 0) > 0;

const COLUMNS: Column<PoolRow>[] = [
  {
    ...{ id: "pool", header: "Pool", className: "max-w-80" },
    sortBy: ({ key }) => key.pool,
    cell: (row) => <Pool row={row} />,
  },
  {
    ...{ id: "used", header: "In use", align: "right" },
    sortBy: ({ totals }) => totals.used,
    cell: (row) => (
      <span className="inline-flex items-center justify-end gap-2">
        <Levels row={row} />
        <span className="min-w-8">{formatCount(row.totals.used)}</span>
      </span>
    ),
  },
  {
    ...{ id: "idle", header: "Idle", align: "right" },
    sortBy: ({ totals }) => totals.idle,
    cell: ({ totals }) => formatCount(totals.idle),
  },
  {
    ...{ id: "max", header: "Maximum", align: "right" },
    sortBy: ({ totals }) => totals.max,
    cell: ({ totals }) => formatCount(totals.max),
  },
  {
    ...{ id: "full", header: "Fullest", hint: "Highest share in use on any instance" },
    align: "right",
    sortBy: ({ totals }) => totals.utilization,
    cell: ({ totals }) => <Value figure={formatRatio(totals.utilization)} />,
  },
  {
    ...{ id: "waiting", header: "Waiting now", align: "right" },
    sortBy: ({ totals }) => totals.pending,
    cell: ({ totals }) => formatCount(totals.pending),
  },
  {
    ...{ id: "most", header: "Most waiting", align: "right" },
    sortBy: ({ totals }) => totals.mostPending,
    cell: (row) => (
      <span className="inline-flex items-center justify-end gap-2">
        {hasWaited(row) && <Sparkline values={row.waits} tone="calm" width={56} height={18} bare />}
        <span
          className={clsx("min-w-8", hasWaited(row) && ["font-semibold", statusText(row.status)])}
        >
          {formatCount(row.totals.mostPending)}
        </span>
      </span>
    ),
  },
  {
    ...{ id: "wait", header: "Wait p95", align: "right" },
    sortBy: ({ totals }) => totals.waitP95Ms,
    cell: ({ totals }) => <Value figure={formatMs(totals.waitP95Ms)} />,
  },
  {
    ...{ id: "use", header: "Held p95", hint: "How long a connection is kept" },
    ...{ align: "right", className: "max-desk:hidden" },
    sortBy: ({ totals }) => totals.useP95Ms,
    cell: ({ totals }) => <Value figure={formatMs(totals.useP95Ms)} className="text-text-2" />,
  },
  {
    ...{ id: "timeouts", header: "Timed out", align: "right", className: "max-desk:hidden" },
    sortBy: ({ totals }) => totals.timeouts,
    cell: ({ totals }) => formatCount(totals.timeouts),
  },
];

/** Pools of connections: how full, and who waits. */
export function PoolsCard({ pools }: { pools: readonly PoolGroup[] }) {
  const rows = useMemo(() => toPoolRows(pools), [pools]);
  if (rows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Connection pools" note="all instances of a service together" />
      <DataTable
        label="Connection pools"
        rows={rows}
        columns={COLUMNS}
        rowId={(row) => row.id}
        sortParam="poolsort"
        compact={(row) => (
          <span className="flex items-center gap-2.5">
            <span className="min-w-0 flex-1">
              <Pool row={row} />
            </span>
            <span className="text-right">
              {formatCount(row.totals.used)} in use
              <span className="block text-12 text-text-3">
                {formatCount(row.totals.mostPending)} waiting at most
              </span>
            </span>
          </span>
        )}
      />
    </Card>
  );
}
