"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import { ConcernPanel } from "@/components/concern/concern-panel.tsx";
import { type PanelLine, PanelList } from "@/components/concern/panel-list.tsx";
import { type CacheRow, fallText } from "@/lib/view/cache-rows.ts";
import {
  type Formatted,
  formatCount,
  formatMs,
  formatRate,
  formatRatio,
} from "@/lib/view/format.ts";

type Props = { row: CacheRow; rows: readonly CacheRow[]; zone: string; onClose: () => void };

const plain = (value: number | null): Formatted => ({ value: formatCount(value), unit: "" });

const linesOf = ({ totals }: CacheRow): PanelLine[] => [
  ["Hit ratio", formatRatio(totals.hitRatio)],
  ["Look-ups", formatRate(totals.throughputPerSecond)],
  ["Hits", plain(totals.hits)],
  ["of these stale", plain(totals.staleHits)],
  ["Misses", plain(totals.misses)],
  ["Bypassed or expired", plain(totals.passed)],
  ["Errors", plain(totals.errors)],
  ["p50", formatMs(totals.p50Ms)],
  ["p95", formatMs(totals.p95Ms)],
  ["Evictions", plain(totals.evictions)],
  ["Entries", plain(totals.entries)],
  ["Calls saved", plain(totals.savedCalls)],
  ["Time saved", formatMs(totals.savedMs)],
];

/** One cache with all of its layers. */
export function CachePanel({ row, rows, zone, onClose }: Props) {
  const { key } = row;
  const layers = rows.filter(
    (other) =>
      other.key.cache === key.cache &&
      other.key.service === key.service &&
      other.key.namespace === key.namespace &&
      other.key.environment === key.environment,
  );
  return (
    <ConcernPanel title={row.name} of={key} onClose={onClose}>
      {layers.map((layer) => (
        <section key={layer.id} aria-label={layer.name} className="space-y-1">
          <h3 className="flex items-center justify-between font-semibold">
            {layer.name}
            <Sparkline values={layer.ratios} width={96} height={22} />
          </h3>
          <p className="text-12 text-text-2">{fallText(layer, zone)}</p>
          <PanelList lines={linesOf(layer)} />
        </section>
      ))}
    </ConcernPanel>
  );
}
