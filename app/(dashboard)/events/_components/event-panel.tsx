"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import { ConcernPanel, PanelSection } from "@/components/concern/concern-panel.tsx";
import { type PanelLine, PanelList } from "@/components/concern/panel-list.tsx";
import { TraceLink } from "@/components/concern/trace-link.tsx";
import type { EventRow } from "@/lib/view/event-page.ts";
import {
  type Formatted,
  formatCount,
  formatMs,
  formatRate,
  formatRatio,
} from "@/lib/view/format.ts";

type Props = { row: EventRow; rows: readonly EventRow[]; onClose: () => void };

const plain = (value: number | null): Formatted => ({
  value: formatCount(value === null ? null : Math.round(value)),
  unit: "",
});

const linesOf = ({ totals }: EventRow): PanelLine[] => [
  ["Rate", formatRate(totals.throughputPerSecond)],
  ["Published", plain(totals.published)],
  ["Processed", plain(totals.processed)],
  ["Attempts", plain(totals.attempts)],
  ["Failed attempts", plain(totals.failed)],
  ["Share failed", formatRatio(totals.failureRatio)],
  ["Given up", plain(totals.deadLettered)],
  ["Waiting", plain(totals.backlog)],
  ["Processing p50", formatMs(totals.p50Ms)],
  ["Processing p95", formatMs(totals.p95Ms)],
  ["Lag p95", formatMs(totals.lagP95Ms)],
];

const LAG_WORDS = {
  spans: "Lag is of kept traces: from the publishing span to the processing span that links to it.",
  metrics: "Lag is as the consumer reports it.",
  none: "Lag is not known: no metric tells it, and no kept processing span leads to its publisher.",
} as const;

/** One destination as a service and consumer group sees it, beside all others of the same destination. */
export function EventPanel({ row, rows, onClose }: Props) {
  const { key, totals, failedTraceId, source, lagSource } = row;
  const others = rows.filter(
    (other) =>
      other.id !== row.id &&
      other.key.destination === key.destination &&
      other.key.system === key.system &&
      other.key.environment === key.environment,
  );
  return (
    <ConcernPanel title={key.consumerGroup || key.destination} of={key} onClose={onClose}>
      <p className="text-text-2">
        {key.destination} {key.system && `on ${key.system}`}, counted by {source}.{" "}
        {totals.attempts !== null && LAG_WORDS[lagSource ?? "none"]}
      </p>
      <PanelList lines={linesOf(row)} />
      <PanelSection title="Messages per second">
        <Sparkline
          values={row.course ?? row.points.map(({ throughputPerSecond }) => throughputPerSecond)}
          width={368}
          height={40}
        />
      </PanelSection>
      {(totals.failed ?? 0) > 0 && (
        <PanelSection title="A trace that failed">
          {failedTraceId === null ? (
            <p className="text-text-2">None of those that failed was kept.</p>
          ) : (
            <TraceLink traceId={failedTraceId} />
          )}
        </PanelSection>
      )}
      {others.length > 0 && (
        <PanelSection title="Others at this destination">
          <ul className="space-y-1">
            {others.map((other) => (
              <li key={other.id} className="flex justify-between gap-2">
                <span className="truncate">
                  {[other.key.service, other.key.consumerGroup].filter(Boolean).join(", ")}
                </span>
                <span className="text-text-3">
                  {other.totals.published === null
                    ? `${formatCount(other.totals.processed)} processed`
                    : `${formatCount(other.totals.published)} published`}
                </span>
              </li>
            ))}
          </ul>
        </PanelSection>
      )}
    </ConcernPanel>
  );
}
