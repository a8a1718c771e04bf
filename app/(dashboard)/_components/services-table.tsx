"use client";

import clsx from "clsx";
import { useMemo, useState } from "react";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { type Column, DataTable } from "@/components/ui/data-table.tsx";
import { FilterField } from "@/components/ui/filter-field.tsx";
import { EmptyState, RowsSkeleton } from "@/components/ui/states.tsx";
import { type Status, StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { changeText, relativeChange } from "@/lib/view/change.ts";
import { formatMs, formatQuantity, formatRatio } from "@/lib/view/format.ts";
import { reasonOf } from "@/lib/view/service-reason.ts";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { iconOf, measureStatus, rankOf } from "@/lib/view/service-status.ts";

type Props = {
  rows: readonly ServiceRow[];
  untilMs: number;
  selectedId: string | null;
  onOpen: (row: ServiceRow) => void;
};

/** Figures of a silent service step back: they are of the time when it still reported. */
const figureText = (row: ServiceRow, status: Status): string =>
  row.status.kind === "stale" ? "text-text-3" : statusText(status);

const sparkTone = (status: Status) =>
  status === "critical" || status === "warning" ? status : "calm";

function NameCell({ row, reason }: { row: ServiceRow; reason: string | null }) {
  const place = [row.namespace, row.environment].filter(Boolean).join(", ");
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={iconOf(row.status)} />
      <span className="min-w-0">
        <span className="flex items-baseline gap-2">
          <span className="truncate font-medium">{row.service}</span>
          <span className="truncate text-11 text-text-3">{place}</span>
        </span>
        {reason && <span className="block truncate text-12 text-text-2">{reason}</span>}
      </span>
    </span>
  );
}

function LatencyCell({ row }: { row: ServiceRow }) {
  const status = measureStatus(row.status, "p95");
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <Sparkline
        values={row.sparks.p95}
        limit={row.objective.p95Ms}
        tone={sparkTone(status)}
        width={56}
        height={22}
      />
      <Value figure={formatMs(row.p95Ms)} className={clsx("min-w-16", figureText(row, status))} />
    </span>
  );
}

function ChangeCell({ row }: { row: ServiceRow }) {
  const pair = { now: row.p95Ms, before: row.previous?.p95Ms ?? null };
  const news = (relativeChange(pair) ?? 0) > 0.1 && measureStatus(row.status, "p95") !== "ok";
  return (
    <span className={news ? statusText(measureStatus(row.status, "p95")) : "text-text-2"}>
      {changeText(pair) ?? "–"}
    </span>
  );
}

const toColumns = (reasonFor: (row: ServiceRow) => string | null): Column<ServiceRow>[] => [
  {
    id: "service",
    header: "Service",
    sortBy: (row) => row.service,
    cell: (row) => <NameCell row={row} reason={reasonFor(row)} />,
    className: "max-w-80 w-[34%]",
  },
  {
    id: "rate",
    header: "Req/s",
    align: "right",
    sortBy: (row) => row.throughputPerSecond,
    cell: (row) => (
      <span className="inline-flex items-center justify-end gap-2">
        <Sparkline
          values={row.sparks.rate}
          width={36}
          height={16}
          bare
          className="max-wide:hidden"
        />
        <span className={clsx("min-w-12", figureText(row, "ok"))}>
          {formatQuantity(row.throughputPerSecond)}
        </span>
      </span>
    ),
  },
  {
    id: "errors",
    header: "Errors",
    align: "right",
    sortBy: (row) => row.errorRatio,
    cell: (row) => (
      <Value
        figure={formatRatio(row.errorRatio)}
        className={figureText(row, measureStatus(row.status, "errors"))}
      />
    ),
  },
  {
    id: "p95",
    header: "p95",
    align: "right",
    hint: "The dotted line is the objective",
    sortBy: (row) => row.p95Ms,
    cell: (row) => <LatencyCell row={row} />,
  },
  {
    id: "change",
    header: "p95 change",
    align: "right",
    sortBy: (row) => relativeChange({ now: row.p95Ms, before: row.previous?.p95Ms ?? null }),
    cell: (row) => <ChangeCell row={row} />,
  },
  {
    id: "p50",
    header: "p50",
    align: "right",
    sortBy: (row) => row.p50Ms,
    cell: (row) => <Value figure={formatMs(row.p50Ms)} className="text-text-2" />,
  },
  {
    id: "p99",
    header: "p99",
    align: "right",
    sortBy: (row) => row.p99Ms,
    cell: (row) => <Value figure={formatMs(row.p99Ms)} className="text-text-2" />,
  },
];

function CompactRow({ row, reason }: { row: ServiceRow; reason: string | null }) {
  const status = measureStatus(row.status, "p95");
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={iconOf(row.status)} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{row.service}</span>
        <span className="block truncate text-12 text-text-2">
          {reason ??
            `${formatQuantity(row.throughputPerSecond)} req/s, ${formatRatio(row.errorRatio).value} % errors`}
        </span>
      </span>
      <Sparkline
        values={row.sparks.p95}
        limit={row.objective.p95Ms}
        tone={sparkTone(status)}
        width={62}
        height={24}
      />
      <span className="min-w-16 text-right">
        <Value figure={formatMs(row.p95Ms)} className={statusText(status)} />
        <span className="block text-12 text-text-3">
          <ChangeCell row={row} />
        </span>
      </span>
    </span>
  );
}

/** How many services have each status, worst first; what is zero is left out. */
function StatusCounts({ rows }: { rows: readonly ServiceRow[] }) {
  const statuses: readonly Status[] = ["critical", "warning", "unknown", "ok"];
  return statuses.map((status) => {
    const count = rows.filter((row) => iconOf(row.status) === status).length;
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
    () => (row: ServiceRow) => reasonOf(row.status, { untilMs, zone }),
    [untilMs, zone],
  );
  const columns = useMemo(() => toColumns(reasonFor), [reasonFor]);
  const shown = rows.filter((row) => row.service.toLowerCase().includes(filter.toLowerCase()));
  const troubled = rows.some((row) => rankOf(row.status) < 2);
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
