"use client";

import clsx from "clsx";
import { useMemo } from "react";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import type { NodeGroup } from "@/lib/contract/databases.ts";
import { changeText } from "@/lib/view/change.ts";
import { isStale, type NodeRow, toNodeRows } from "@/lib/view/database-details.ts";
import { formatCount, formatMs, formatRatio, UNKNOWN } from "@/lib/view/format.ts";

function Node({ row }: { row: NodeRow }) {
  const { node, role, service, environment } = row.key;
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">
          {node || "unnamed"}{" "}
          {role !== "" && role !== node && <span className="font-normal text-text-2">{role}</span>}
        </span>
        <span className="block truncate text-12 text-text-3">
          {[service, environment].filter(Boolean).join(", ")}
        </span>
      </span>
    </span>
  );
}

function Share({ share }: { share: number | null }) {
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <span aria-hidden className="block h-1.5 w-20 rounded-1 bg-surface-3 max-desk:hidden">
        <span
          className="block h-full rounded-1 bg-accent"
          style={{ width: `${(share ?? 0) * 100}%` }}
        />
      </span>
      <Value figure={formatRatio(share)} className="min-w-14" />
    </span>
  );
}

const COLUMNS: Column<NodeRow>[] = [
  {
    ...{ id: "node", header: "Node", className: "max-w-72" },
    sortBy: ({ key }) => key.node,
    cell: (row) => <Node row={row} />,
  },
  {
    ...{ id: "reads", header: "Reads", align: "right" },
    sortBy: ({ totals }) => totals.reads,
    cell: ({ totals }) => formatCount(totals.reads),
  },
  {
    ...{ id: "share", header: "Share of reads", align: "right" },
    sortBy: ({ totals }) => totals.readShare,
    cell: ({ totals }) => <Share share={totals.readShare} />,
  },
  {
    ...{ id: "p50", header: "p50 of reads", align: "right", className: "max-desk:hidden" },
    sortBy: ({ totals }) => totals.readP50Ms,
    cell: ({ totals }) => <Value figure={formatMs(totals.readP50Ms)} className="text-text-2" />,
  },
  {
    ...{ id: "p95", header: "p95 of reads", align: "right" },
    sortBy: ({ totals }) => totals.readP95Ms,
    cell: ({ totals }) => <Value figure={formatMs(totals.readP95Ms)} />,
  },
  {
    ...{ id: "slower", header: "Than primary", hint: "Its p95 of reads", align: "right" },
    cell: ({ slowerThanPrimary }) =>
      slowerThanPrimary === null
        ? UNKNOWN
        : (changeText({ now: 1 + slowerThanPrimary, before: 1 }) ?? UNKNOWN),
  },
  {
    ...{ id: "lag", header: "Lag now", align: "right" },
    sortBy: ({ totals }) => totals.lagMs,
    cell: ({ totals, lags, status }) => (
      <span className="inline-flex items-center justify-end gap-2">
        {totals.lagMs !== null && (
          <Sparkline values={lags} tone="calm" width={56} height={18} bare />
        )}
        <Value
          figure={formatMs(totals.lagMs)}
          className={clsx(
            "min-w-14",
            isStale(totals.lagMs) && ["font-semibold", statusText(status)],
          )}
        />
      </span>
    ),
  },
  {
    ...{ id: "most", header: "Most", hint: "The longest lag of the range", align: "right" },
    sortBy: ({ totals }) => totals.mostLagMs,
    cell: ({ totals, status }) => (
      <Value
        figure={formatMs(totals.mostLagMs)}
        className={clsx(isStale(totals.mostLagMs) && statusText(status))}
      />
    ),
  },
];

/** Replicas against their primary: who answers which share of the reads, how fast, and how far behind. */
export function ReplicasCard({ nodes }: { nodes: readonly NodeGroup[] }) {
  const rows = useMemo(() => toNodeRows(nodes), [nodes]);
  if (rows.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Primary and replicas" note="reads that tell where they went" />
      <DataTable
        label="Primary and replicas"
        rows={rows}
        columns={COLUMNS}
        rowId={(row) => row.id}
        sortParam="nodesort"
        compact={(row) => (
          <span className="flex items-center gap-2.5">
            <span className="min-w-0 flex-1">
              <Node row={row} />
            </span>
            <span className="text-right">
              <Value figure={formatRatio(row.totals.readShare)} className="font-semibold" />
              <span className="block text-12 text-text-3">
                lag <Value figure={formatMs(row.totals.lagMs)} />
              </span>
            </span>
          </span>
        )}
      />
    </Card>
  );
}
