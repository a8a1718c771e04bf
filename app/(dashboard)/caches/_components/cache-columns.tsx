"use client";

import clsx from "clsx";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { type CacheRow, fallText } from "@/lib/view/cache-rows.ts";
import { ratioChangeText } from "@/lib/view/change.ts";
import { formatCount, formatMs, formatQuantity, formatRatio } from "@/lib/view/format.ts";

const tone = ({ status }: CacheRow) =>
  status === "critical" || status === "warning" ? status : "calm";

const changeOf = ({ totals, previous }: CacheRow) =>
  ratioChangeText({ now: totals.hitRatio, before: previous?.hitRatio ?? null });

function Name({ row, zone }: { row: CacheRow; zone: string }) {
  const note = fallText(row, zone);
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-12 text-text-3">
          {[row.key.service, row.key.environment, note].filter(Boolean).join(", ")}
        </span>
      </span>
    </span>
  );
}

/** Traffic, hit ratio, latency, evictions, size and what a layer saves. */
export const toCacheColumns = (zone: string): Column<CacheRow>[] => [
  {
    id: "cache",
    header: "Cache",
    sortBy: ({ name }) => name,
    cell: (row) => <Name row={row} zone={zone} />,
    className: "max-w-96",
  },
  {
    id: "rate",
    header: "Look-ups/s",
    align: "right",
    sortBy: ({ totals }) => totals.throughputPerSecond,
    cell: ({ totals }) => formatQuantity(totals.throughputPerSecond),
  },
  {
    id: "ratio",
    header: "Hit ratio",
    hint: "hits / (hits + misses)",
    align: "right",
    sortBy: ({ totals }) => totals.hitRatio,
    cell: (row) => (
      <span className="inline-flex items-center justify-end gap-2">
        <Sparkline values={row.ratios} tone={tone(row)} width={56} height={18} bare />
        <Value
          figure={formatRatio(row.totals.hitRatio)}
          className={clsx("min-w-14 font-semibold", statusText(row.status))}
        />
      </span>
    ),
  },
  { id: "change", header: "Change", align: "right", cell: (row) => changeOf(row) ?? "–" },
  {
    id: "p50",
    header: "p50",
    align: "right",
    sortBy: ({ totals }) => totals.p50Ms,
    cell: ({ totals }) => <Value figure={formatMs(totals.p50Ms)} className="text-text-2" />,
  },
  {
    id: "p95",
    header: "p95",
    align: "right",
    sortBy: ({ totals }) => totals.p95Ms,
    cell: ({ totals }) => <Value figure={formatMs(totals.p95Ms)} />,
  },
  {
    id: "evictions",
    header: "Evictions",
    align: "right",
    sortBy: ({ totals }) => totals.evictions,
    cell: ({ totals }) => formatCount(totals.evictions),
    className: "max-desk:hidden",
  },
  {
    id: "entries",
    header: "Entries",
    align: "right",
    sortBy: ({ totals }) => totals.entries,
    cell: ({ totals }) => formatCount(totals.entries),
    className: "max-desk:hidden",
  },
  {
    id: "saved",
    header: "Saves",
    hint: "Hits × mean latency of the next layer",
    align: "right",
    sortBy: ({ totals }) => totals.savedMs,
    cell: ({ totals }) => <Value figure={formatMs(totals.savedMs)} />,
    className: "max-wide:hidden",
  },
];

/** A row in two lines for narrow screens. */
export function CompactCache({ row, zone }: { row: CacheRow; zone: string }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <Name row={row} zone={zone} />
      </span>
      <span className="text-right">
        <Value
          figure={formatRatio(row.totals.hitRatio)}
          className={clsx("font-semibold", statusText(row.status))}
        />
        <span className="block text-12 text-text-3">
          {formatQuantity(row.totals.throughputPerSecond)} /s
        </span>
      </span>
    </span>
  );
}
