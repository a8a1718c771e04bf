"use client";

import clsx from "clsx";
import { DumbbellMark } from "@/components/charts/dumbbell.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { changeText, relativeChange } from "@/lib/view/change.ts";
import { formatMs, formatQuantity, formatRatio, joined } from "@/lib/view/format.ts";
import type { Dumbbell, RequestRow } from "@/lib/view/request-rows.ts";
import { measureStatus } from "@/lib/view/service-status.ts";
import type { Breakdown } from "./requests-state.ts";

/** A row's own text in its dimension. */
export function labelOf(row: RequestRow, breakdown: Breakdown): string {
  switch (breakdown.id) {
    case "routes":
      return row.route || "no route";
    case "status":
      return row.status || "no status";
    case "instances":
      return row.instance || "no instance";
    case "versions":
      return row.version || "no version";
  }
}

const changeOf = (row: RequestRow) => ({
  now: row.totals.p95Ms,
  before: row.previous?.p95Ms ?? null,
});

function NameCell({
  row,
  breakdown,
  withService,
}: {
  row: RequestRow;
  breakdown: Breakdown;
  withService: boolean;
}) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.icon} />
      {breakdown.id === "routes" && (
        <span className="w-11 shrink-0 text-11 text-text-3">{row.method}</span>
      )}
      <span className="min-w-0">
        <span className="block truncate font-medium">{labelOf(row, breakdown)}</span>
        {withService && <span className="block truncate text-12 text-text-3">{row.service}</span>}
      </span>
    </span>
  );
}

type Input = {
  breakdown: Breakdown;
  dumbbells: ReadonlyMap<string, Dumbbell>;
  withService: boolean;
};

/** The columns of one breakdown: traffic, errors, quantiles as figures and as a dumbbell, and the change. */
export function toColumns({ breakdown, dumbbells, withService }: Input): Column<RequestRow>[] {
  return [
    {
      id: "name",
      header: breakdown.label.replace(/s$/, ""),
      sortBy: (row) => labelOf(row, breakdown),
      cell: (row) => <NameCell row={row} breakdown={breakdown} withService={withService} />,
      className: "max-w-96",
    },
    {
      id: "rate",
      header: "Req/s",
      align: "right",
      sortBy: (row) => row.totals.throughputPerSecond,
      cell: (row) => formatQuantity(row.totals.throughputPerSecond),
    },
    {
      id: "share",
      header: "Share",
      align: "right",
      sortBy: (row) => row.share,
      cell: (row) => <Value figure={formatRatio(row.share)} className="text-text-2" />,
      className: "max-desk:hidden",
    },
    {
      id: "errors",
      header: "Errors",
      align: "right",
      sortBy: (row) => row.totals.errorRatio,
      cell: (row) => (
        <Value
          figure={formatRatio(row.totals.errorRatio)}
          className={statusText(measureStatus(row.condition, "errors"))}
        />
      ),
    },
    ...quantileColumns(),
    {
      id: "spread",
      header: "p50 · p95 · p99, log",
      hint: "The dotted line is the objective",
      cell: (row) => {
        const dumbbell = dumbbells.get(row.id);
        return dumbbell ? (
          <DumbbellMark dumbbell={dumbbell} status={measureStatus(row.condition, "p95")} />
        ) : null;
      },
      className: "w-52 max-wide:hidden",
    },
    {
      id: "change",
      header: "p95 change",
      align: "right",
      sortBy: (row) => relativeChange(changeOf(row)),
      cell: (row) => {
        const worse = (relativeChange(changeOf(row)) ?? 0) > 0.1;
        return (
          <span className={worse ? statusText(measureStatus(row.condition, "p95")) : "text-text-2"}>
            {changeText(changeOf(row)) ?? "–"}
          </span>
        );
      },
    },
  ];
}

const quantileColumns = (): Column<RequestRow>[] =>
  (["p50", "p95", "p99"] as const).map((id) => {
    const pick = (row: RequestRow) => row.totals[`${id}Ms`];
    return {
      id,
      header: id,
      align: "right",
      sortBy: pick,
      cell: (row) => (
        <Value
          figure={formatMs(pick(row))}
          className={
            id === "p95"
              ? clsx("font-semibold", statusText(measureStatus(row.condition, "p95")))
              : "text-text-2"
          }
        />
      ),
    };
  });

/** A row in two lines for narrow screens. */
export function CompactRow({ row, breakdown }: { row: RequestRow; breakdown: Breakdown }) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.icon} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {breakdown.id === "routes" && (
            <span className="mr-1.5 text-11 text-text-3">{row.method}</span>
          )}
          {labelOf(row, breakdown)}
        </span>
        <span className="block truncate text-12 text-text-2">
          {row.service !== "" && `${row.service}, `}
          {formatQuantity(row.totals.throughputPerSecond)} req/s,{" "}
          {joined(formatRatio(row.totals.errorRatio))} errors
        </span>
      </span>
      <span className="text-right">
        <Value
          figure={formatMs(row.totals.p95Ms)}
          className={clsx("font-semibold", statusText(measureStatus(row.condition, "p95")))}
        />
        <span className="block text-12 text-text-3">{changeText(changeOf(row)) ?? "–"}</span>
      </span>
    </span>
  );
}
