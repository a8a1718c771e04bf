"use client";

import clsx from "clsx";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import { type Status, StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { changeText, relativeChange } from "@/lib/view/change.ts";
import { formatMs, formatQuantity, formatRatio } from "@/lib/view/format.ts";
import type { ConcernHref } from "@/lib/view/overview-cause.ts";
import type { OverviewRow } from "@/lib/view/overview-rows.ts";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { measureStatus } from "@/lib/view/service-status.ts";
import {
  BreakersCell,
  CachesCell,
  ConcernMarks,
  CostCell,
  LimitsCell,
  SaturationCell,
} from "./concern-cells.tsx";

type Input = {
  reasonFor: (row: OverviewRow) => string | null;
  hrefOf: ConcernHref;
  rows: readonly OverviewRow[];
};

/** Figures of a silent service step back: they are of the time when it still reported. */
const figureText = (row: ServiceRow, status: Status): string =>
  row.status.kind === "stale" ? "text-text-3" : statusText(status);

const sparkTone = (status: Status) =>
  status === "critical" || status === "warning" ? status : "calm";

function NameCell({ row, reason }: { row: OverviewRow; reason: string | null }) {
  const place = [row.namespace, row.environment].filter(Boolean).join(", ");
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.icon} />
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
        className="max-desk:hidden"
        width={56}
        height={22}
      />
      <Value figure={formatMs(row.p95Ms)} className={clsx("min-w-14", figureText(row, status))} />
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

/** The columns of the overview; a concern that no service reports has none. */
export const toColumns = ({ reasonFor, hrefOf, rows }: Input): Column<OverviewRow>[] => [
  ...requestColumns(reasonFor),
  ...concernColumns(hrefOf).filter(({ concern }) =>
    rows.some((row) => row.concerns?.[concern] != null),
  ),
];

const requestColumns = (reasonFor: Input["reasonFor"]): Column<OverviewRow>[] => [
  {
    id: "service",
    header: "Service",
    sortBy: (row) => row.service,
    cell: (row) => <NameCell row={row} reason={reasonFor(row)} />,
    className: "w-full max-w-0 min-w-40",
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
          className="max-[1679px]:hidden"
        />
        <span className={figureText(row, "ok")}>{formatQuantity(row.throughputPerSecond)}</span>
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
];

type ConcernColumn = Column<OverviewRow> & {
  concern: "caches" | "breakers" | "limits" | "resources" | "costs";
};

const concernColumns = (hrefOf: ConcernHref): ConcernColumn[] => [
  {
    ...{ id: "caches", concern: "caches", header: "Cache hits", align: "right" },
    hint: "The share of look-ups that some layer of a cache answers",
    sortBy: (row) => row.concerns?.caches?.hitRatio ?? null,
    cell: (row) => <CachesCell row={row} hrefOf={hrefOf} />,
  },
  {
    ...{ id: "breakers", concern: "breakers", header: "Breakers" },
    sortBy: ({ concerns }) =>
      concerns?.breakers ? concerns.breakers.openCount + concerns.breakers.halfOpenCount : null,
    cell: (row) => <BreakersCell row={row} hrefOf={hrefOf} />,
    className: "whitespace-nowrap",
  },
  {
    ...{ id: "limits", concern: "limits", header: "Refused", align: "right" },
    hint: "Requests that a rate limit rejected",
    sortBy: (row) => row.concerns?.limits?.rejected ?? null,
    cell: (row) => <LimitsCell row={row} hrefOf={hrefOf} />,
    className: "max-desk:hidden",
  },
  {
    ...{ id: "saturation", concern: "resources", header: "Saturation", align: "right" },
    hint: "The highest mean utilisation of a limit: CPU, memory, event loop, file system",
    sortBy: (row) => row.concerns?.resources?.most?.utilization ?? null,
    cell: (row) => <SaturationCell row={row} hrefOf={hrefOf} />,
  },
  {
    ...{ id: "costs", concern: "costs", header: "Cost, 30 d", align: "right" },
    hint: "What bills of the last 30 days give to the service",
    sortBy: (row) => (row.concerns?.costs ? Number(row.concerns.costs.total) : null),
    cell: (row) => <CostCell row={row} />,
    className: "max-desk:hidden",
  },
];

/** A service in two lines, for narrow screens, and a third for what its concerns tell that is not well. */
export function CompactRow({ row, reason }: { row: OverviewRow; reason: string | null }) {
  const status = measureStatus(row.status, "p95");
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.icon} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{row.service}</span>
        <span className="line-clamp-2 text-12 text-text-2">
          {reason ??
            `${formatQuantity(row.throughputPerSecond)} req/s, ${formatRatio(row.errorRatio).value} % errors`}
        </span>
        <ConcernMarks row={row} />
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
