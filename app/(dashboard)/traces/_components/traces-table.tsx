"use client";

import { useRouter } from "next/navigation";
import { useZone } from "@/components/frame/preferences.tsx";
import { traceHref } from "@/components/frame/trace-href.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { EmptyState } from "@/components/ui/states.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { formatCount, formatMs, joined } from "@/lib/view/format.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import type { TraceFilters, TraceRow } from "@/lib/view/traces.ts";

type Props = {
  rows: TraceRow[];
  filters: TraceFilters;
  /** Null: there are no more. */
  more: { load: () => void; loading: boolean } | null;
};

/** The traced requests in the order of the answer; a row opens its trace at the request's own span. */
export function TracesTable({ rows, filters, more }: Props) {
  const zone = useZone();
  const open = useOpenTrace();
  const hrefOf = useTraceHref();
  if (rows.length === 0) return <NoTraces filters={filters} />;
  return (
    <>
      <DataTable
        label="Traced requests"
        rows={rows}
        columns={columnsOf(zone)}
        rowId={(row) => row.key}
        sortParam="sort"
        onOpen={open}
        hrefOf={hrefOf}
        compact={(row) => <CompactRow row={row} zone={zone} />}
      />
      {more && (
        <div className="flex justify-center border-t border-line p-2">
          <Button onClick={more.load} disabled={more.loading}>
            {more.loading ? "Loading more…" : "Show more"}
          </Button>
        </div>
      )}
    </>
  );
}

/** The address of a row's trace, with the row's span selected and the bar kept. */
function useTraceHref(): (row: TraceRow) => string {
  const hrefOf = useHref();
  return (row) => traceHref(hrefOf, row);
}

/** Goes to the page of a row's trace. */
export function useOpenTrace(): (row: TraceRow) => void {
  const router = useRouter();
  const hrefOf = useTraceHref();
  return (row) => router.push(hrefOf(row));
}

const columnsOf = (zone: string): Column<TraceRow>[] => [
  {
    id: "time",
    header: "Time",
    sortBy: (row) => row.atMs,
    cell: (row) => (
      <span className={`flex items-center gap-2 whitespace-nowrap ${row.error ? "" : "pl-5.5"}`}>
        {row.error && <StatusIcon status="critical" label="Failed" />}
        <time
          dateTime={new Date(row.atMs).toISOString()}
          title={formatTime(row.atMs, zone, "full")}
        >
          {formatTime(row.atMs, zone, "second")}
        </time>
      </span>
    ),
  },
  {
    id: "service",
    header: "Service",
    sortBy: (row) => row.service,
    cell: (row) => <ServiceName name={row.service} />,
  },
  {
    id: "route",
    header: "Route",
    sortBy: (row) => row.route,
    className: "max-w-0 w-[36%]",
    cell: (row) => (
      <span className="flex min-w-0 items-baseline gap-2">
        <span className="w-12 shrink-0 text-12 text-text-3">{row.method}</span>
        <span className="truncate font-medium" title={row.route}>
          {row.route}
        </span>
        {row.error && (
          <span className="shrink-0 text-12 text-critical">{row.statusCode || "error"}</span>
        )}
        {row.matchName !== null && (
          <span className="min-w-0 truncate text-12 text-text-3" title={row.matchName}>
            in {row.matchName}
          </span>
        )}
      </span>
    ),
  },
  {
    id: "duration",
    header: "Duration",
    align: "right",
    sortBy: (row) => row.durationMs,
    cell: (row) => (
      <span className="flex items-center justify-end gap-2">
        <DurationBar share={row.durationShare} error={row.error} />
        <span className="w-16">{joined(formatMs(row.durationMs))}</span>
      </span>
    ),
  },
  {
    id: "spans",
    header: "Spans",
    align: "right",
    sortBy: (row) => row.spanCount,
    cell: (row) => formatCount(row.spanCount),
  },
  {
    id: "errors",
    header: "Errors",
    align: "right",
    sortBy: (row) => row.errorCount,
    cell: (row) =>
      row.errorCount > 0 ? (
        <span className="text-critical">{formatCount(row.errorCount)}</span>
      ) : (
        <span className="text-text-3">0</span>
      ),
  },
  {
    id: "services",
    header: "Services",
    align: "right",
    sortBy: (row) => row.services.length,
    cell: (row) => <ServiceDots names={row.services} />,
  },
];

/** A service with its colour, the same on every page. */
function ServiceName({ name }: { name: string }) {
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <span
        className="size-2 rounded-full"
        style={{ background: seriesColour(name) }}
        aria-hidden
      />
      {name}
    </span>
  );
}

const DOTS = 5;

function ServiceDots({ names }: { names: string[] }) {
  return (
    <span className="flex items-center justify-end gap-1" title={names.join(", ")}>
      {names.slice(0, DOTS).map((name) => (
        <span
          key={name}
          className="size-2 rounded-full"
          style={{ background: seriesColour(name) }}
          aria-hidden
        />
      ))}
      <span className="w-5 text-right">{formatCount(names.length)}</span>
    </span>
  );
}

function DurationBar({ share, error }: { share: number; error: boolean }) {
  return (
    <span className="h-1.5 w-16 overflow-hidden rounded-1 bg-surface-3 max-desk:hidden" aria-hidden>
      <span
        className={`block h-full rounded-1 ${error ? "bg-critical-fill" : "bg-q95"}`}
        style={{ width: `${Math.max(2, share * 100)}%` }}
      />
    </span>
  );
}

function CompactRow({ row, zone }: { row: TraceRow; zone: string }) {
  return (
    <span className="block">
      <span className="flex items-baseline gap-2">
        {row.error && <StatusIcon status="critical" label="Failed" className="self-center" />}
        <span className="text-12 text-text-3">{row.method}</span>
        <span className="min-w-0 flex-1 truncate font-medium">{row.route}</span>
        <span className={row.error ? "font-medium text-critical" : ""}>
          {joined(formatMs(row.durationMs))}
        </span>
      </span>
      <span className="flex items-center gap-2 text-12 text-text-3">
        <ServiceName name={row.service} />
        <span className="ml-auto">
          {formatCount(row.spanCount)} spans · {formatTime(row.atMs, zone, "second")}
        </span>
      </span>
    </span>
  );
}

function NoTraces({ filters }: { filters: TraceFilters }) {
  const narrowed = Object.values(filters).some((value) => value !== null);
  return (
    <EmptyState title="No traced request matches">
      {narrowed
        ? "Widen the range or take a filter away. Only a share of all traces is kept: failed, slow and rare ones first, so a missing trace does not mean that the request did not happen."
        : "A row appears for every request span that is kept. Services that send only metrics have no traces."}
    </EmptyState>
  );
}
