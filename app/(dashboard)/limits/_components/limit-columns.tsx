"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { formatCount, formatRatio } from "@/lib/view/format.ts";
import type { LimitRow } from "@/lib/view/limits.ts";

const tone = ({ status }: LimitRow) =>
  status === "critical" || status === "warning" ? status : "calm";

function Name({ row }: { row: LimitRow }) {
  const { service, environment } = row.group.key;
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-12 text-text-3">
          {[service, environment].filter(Boolean).join(", ")}
        </span>
      </span>
    </span>
  );
}

/** What a policy allowed, rejected and keeps waiting. */
export const LIMIT_COLUMNS: readonly Column<LimitRow>[] = [
  {
    id: "limit",
    header: "Policy",
    sortBy: ({ name }) => name,
    cell: (row) => <Name row={row} />,
    className: "max-w-96",
  },
  {
    id: "rejected",
    header: "Rejected",
    align: "right",
    sortBy: ({ totals }) => totals.rejected,
    cell: (row) => (
      <span className="inline-flex items-center justify-end gap-2">
        <Sparkline values={row.rejected} tone={tone(row)} width={56} height={18} bare />
        <span className={`min-w-14 font-semibold ${statusText(row.status)}`}>
          {formatCount(row.totals.rejected)}
        </span>
      </span>
    ),
  },
  {
    id: "ratio",
    header: "Share",
    hint: "rejected / (allowed + rejected)",
    align: "right",
    sortBy: ({ totals }) => totals.rejectedRatio,
    cell: ({ totals }) => <Value figure={formatRatio(totals.rejectedRatio)} />,
  },
  {
    id: "allowed",
    header: "Allowed",
    align: "right",
    sortBy: ({ totals }) => totals.allowed,
    cell: ({ totals }) => formatCount(totals.allowed),
  },
  {
    id: "queued",
    header: "Queued",
    align: "right",
    sortBy: ({ totals }) => totals.queued,
    cell: ({ totals }) => formatCount(totals.queued),
  },
];

/** A row in two lines for narrow screens. */
export function CompactLimit({ row }: { row: LimitRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <Name row={row} />
      </span>
      <span className={`text-right font-semibold ${statusText(row.status)}`}>
        {formatCount(row.totals.rejected)}
      </span>
    </span>
  );
}
