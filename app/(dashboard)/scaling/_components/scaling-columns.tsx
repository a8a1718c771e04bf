"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon, statusText } from "@/components/ui/status-icon.tsx";
import { Value } from "@/components/ui/value.tsx";
import { formatCount, formatMs, formatQuantity, UNKNOWN } from "@/lib/view/format.ts";
import { instancesNow } from "@/lib/view/scaling.ts";
import { type ScalingRow, skewText, worstMember } from "@/lib/view/scaling-rows.ts";
import { formatDuration } from "@/lib/view/time-format.ts";

const tone = ({ status }: ScalingRow) =>
  status === "critical" || status === "warning" ? status : "calm";

function Name({ row }: { row: ScalingRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <StatusIcon status={row.status} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{row.name}</span>
        <span className="block truncate text-12 text-text-3">{row.note}</span>
        {row.trouble && (
          <span className={`block text-12 ${statusText(row.status)}`}>{row.trouble}</span>
        )}
      </span>
    </span>
  );
}

const countNow = ({ group }: ScalingRow): number | null =>
  group.totals.current ?? instancesNow(group);

const pinned = ({ group }: ScalingRow) => group.totals.pinnedSeconds;

/** How many there are, what each gets, who stands out, and whether more can come. */
export const SCALING_COLUMNS: readonly Column<ScalingRow>[] = [
  {
    id: "thing",
    header: "Service, autoscaler, deployment or load balancer",
    sortBy: ({ name }) => name,
    cell: (row) => <Name row={row} />,
    className: "max-w-[28rem]",
  },
  {
    id: "count",
    header: "Instances",
    hint: "In the newest bucket; of an autoscaler current, of a deployment available",
    align: "right",
    sortBy: countNow,
    cell: (row) => (
      <span className="inline-flex items-center justify-end gap-2">
        <Sparkline values={row.course} tone={tone(row)} width={56} height={18} bare />
        <span className="min-w-8 font-semibold">{formatCount(countNow(row))}</span>
      </span>
    ),
  },
  {
    id: "limits",
    header: "Min–max",
    align: "right",
    sortBy: ({ group }) => group.totals.maximum,
    cell: ({ group: { totals } }) =>
      totals.maximum === null && totals.minimum === null
        ? UNKNOWN
        : `${formatCount(totals.minimum)}–${formatCount(totals.maximum)}`,
  },
  {
    id: "pinned",
    header: "At the maximum",
    align: "right",
    sortBy: pinned,
    cell: (row) => {
      const seconds = pinned(row);
      return seconds === null ? UNKNOWN : seconds === 0 ? "never" : formatDuration(seconds * 1_000);
    },
  },
  {
    id: "asked",
    header: "Asked for",
    hint: "ceil(current × value / target)",
    align: "right",
    sortBy: ({ group }) => group.totals.formulaReplicas,
    cell: ({ group }) => formatCount(group.totals.formulaReplicas),
  },
  {
    id: "per-instance",
    header: "Req/instance",
    align: "right",
    sortBy: ({ group }) => group.totals.requestsPerInstance,
    cell: ({ group }) => formatQuantity(group.totals.requestsPerInstance),
  },
  {
    id: "skew",
    header: "Most uneven",
    hint: "Against its share by weight",
    align: "right",
    sortBy: (row) => Math.abs(worstMember(row)?.skewRatio ?? 0) || null,
    cell: (row) => {
      const member = worstMember(row);
      if (member) return skewText(member);
      return row.group.members.some(({ skewRatio }) => skewRatio !== null) ? "even" : UNKNOWN;
    },
  },
  {
    id: "p95",
    header: "Slowest p95",
    hint: "Of its instances",
    align: "right",
    sortBy: (row) => slowestP95(row),
    cell: (row) => <Value figure={formatMs(slowestP95(row))} />,
    className: "max-desk:hidden",
  },
  {
    id: "restarts",
    header: "Restarts",
    align: "right",
    sortBy: ({ group }) => group.totals.restartIncrease,
    cell: ({ group }) => formatCount(group.totals.restartIncrease),
    className: "max-desk:hidden",
  },
];

function slowestP95({ group }: ScalingRow): number | null {
  const known = group.members.flatMap(({ p95Ms }) => p95Ms ?? []);
  return known.length === 0 ? null : Math.max(...known);
}

/** A row in two lines for narrow screens. */
export function CompactScaling({ row }: { row: ScalingRow }) {
  return (
    <span className="flex items-center gap-2.5">
      <span className="min-w-0 flex-1">
        <Name row={row} />
      </span>
      <span className="text-right font-semibold">{formatCount(countNow(row))}</span>
    </span>
  );
}
