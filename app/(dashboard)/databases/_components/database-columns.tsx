"use client";

import clsx from "clsx";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { changeText } from "@/lib/view/change.ts";
import { troubleNote } from "@/lib/view/database-words.ts";
import type { DatabaseRow } from "@/lib/view/databases.ts";
import { formatMs, formatQuantity, formatRatio, UNKNOWN } from "@/lib/view/format.ts";

const hasErrors = ({ troubles }: DatabaseRow) => troubles.some(({ kind }) => kind === "errors");

function Name({ row, zone }: { row: DatabaseRow; zone: string }) {
  const { service, environment } = row.key;
  const notes = row.troubles.slice(0, 2).map((trouble) => troubleNote(trouble, zone));
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">
          {service} <span className="font-normal text-text-2">{row.name}</span>
        </span>
        <span className="block truncate text-12 text-text-3">
          {notes.length > 0 ? notes.join("; ") : environment || "no environment"}
        </span>
      </span>
    </span>
  );
}

/** Traffic, errors, latency and how much one request asks. */
export const toDatabaseColumns = (zone: string): Column<DatabaseRow>[] => [
  {
    ...{ id: "database", header: "Service and database" },
    sortBy: ({ key, name }) => `${key.service} ${name}`,
    cell: (row) => <Name row={row} zone={zone} />,
    className: "max-w-96",
  },
  {
    ...{ id: "rate", header: "Operations/s", align: "right" },
    sortBy: ({ totals }) => totals.throughputPerSecond,
    cell: ({ totals }) => formatQuantity(totals.throughputPerSecond),
  },
  {
    ...{ id: "errors", header: "Errors", align: "right" },
    sortBy: ({ totals }) => totals.errorRatio,
    cell: (row) => (
      <Value
        figure={formatRatio(row.totals.errorRatio)}
        className={clsx(hasErrors(row) && ["font-semibold", statusText(row.status)])}
      />
    ),
  },
  {
    ...{ id: "p95", header: "p95", align: "right" },
    sortBy: ({ totals }) => totals.p95Ms,
    cell: ({ totals, p95s }) => (
      <span className="inline-flex items-center justify-end gap-2">
        <Sparkline values={p95s} tone="calm" width={56} height={18} bare />
        <Value figure={formatMs(totals.p95Ms)} className="min-w-16 font-semibold" />
      </span>
    ),
  },
  {
    ...{ id: "change", header: "Change", hint: "of p95, against the period before" },
    align: "right",
    cell: ({ totals, previous }) =>
      changeText({ now: totals.p95Ms, before: previous?.p95Ms ?? null }) ?? UNKNOWN,
  },
  {
    ...{ id: "mean", header: "Mean", align: "right" },
    sortBy: ({ totals }) => totals.meanMs,
    cell: ({ totals }) => <Value figure={formatMs(totals.meanMs)} className="text-text-2" />,
    className: "max-desk:hidden",
  },
  {
    ...{ id: "time", header: "Total time", hint: "Of all operations together" },
    align: "right",
    sortBy: ({ totals }) => totals.totalMs,
    cell: ({ totals }) => <Value figure={formatMs(totals.totalMs)} className="text-text-2" />,
    className: "max-desk:hidden",
  },
  {
    ...{ id: "per-request", header: "Per request", align: "right" },
    hint: "Operations for each request of the service",
    sortBy: ({ totals }) => totals.perRequest,
    cell: ({ totals }) => formatQuantity(totals.perRequest),
  },
];

/** A row in two lines for narrow screens. */
export function CompactDatabase({ row, zone }: { row: DatabaseRow; zone: string }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <Name row={row} zone={zone} />
      </span>
      <span className="text-right">
        <Value figure={formatMs(row.totals.p95Ms)} className="font-semibold" />
        <span className="block text-12 text-text-3">
          {formatQuantity(row.totals.throughputPerSecond)} /s
        </span>
      </span>
    </span>
  );
}
