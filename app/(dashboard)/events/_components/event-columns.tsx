"use client";

import type { Column } from "@/components/ui/data-table.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { type EventRow, eventWords } from "@/lib/view/event-page.ts";
import {
  type Formatted,
  formatCount,
  formatMs,
  formatRate,
  formatRatio,
  joined,
  UNKNOWN,
} from "@/lib/view/format.ts";

type Name = keyof EventRow["totals"];

const figure = (
  id: Name,
  header: string,
  write: (value: number | null) => Formatted,
): Column<EventRow> => ({
  ...{ id, header, align: "right" },
  sortBy: ({ totals }) => totals[id],
  cell: ({ totals }) => joined(write(totals[id])),
});
const whole = (value: number | null): Formatted => ({
  value: formatCount(value === null ? null : Math.round(value)),
  unit: "",
});

/** The columns of the table of destinations. */
export const EVENT_COLUMNS: readonly Column<EventRow>[] = [
  {
    ...{ id: "destination", header: "Destination" },
    sortBy: ({ key }) => key.destination,
    cell: ({ key, status }) => (
      <span className="inline-flex items-center gap-1.5">
        <StatusIcon status={status} />
        <span className="font-medium">{key.destination}</span>
        <span className="text-text-3">{key.system}</span>
      </span>
    ),
  },
  {
    ...{ id: "service", header: "Service" },
    sortBy: ({ key }) => key.service,
    cell: ({ key }) => key.service,
  },
  {
    ...{ id: "group", header: "Consumer group" },
    sortBy: ({ key }) => key.consumerGroup,
    cell: ({ key }) => key.consumerGroup || UNKNOWN,
  },
  figure("throughputPerSecond", "Rate", formatRate),
  figure("published", "Published", whole),
  figure("processed", "Processed", whole),
  figure("failed", "Failed", whole),
  figure("failureRatio", "Of attempts", formatRatio),
  figure("deadLettered", "Dead", whole),
  figure("p95Ms", "p95", formatMs),
  figure("lagP95Ms", "Lag p95", formatMs),
  figure("backlog", "Waiting", whole),
];

/** A row at 390 px. */
export function CompactEvent({ row }: { row: EventRow }) {
  return (
    <>
      <span className="flex items-center gap-1.5">
        <StatusIcon status={row.status} />
        <span className="truncate font-medium">{row.key.destination}</span>
        <span className="truncate text-text-3">{row.key.consumerGroup || row.key.service}</span>
      </span>
      <span className="block truncate text-12 text-text-3">{eventWords(row)}</span>
    </>
  );
}
