"use client";

import { Sparkline } from "@/components/charts/sparkline.tsx";
import { SidePanel } from "@/components/ui/side-panel.tsx";
import { Value } from "@/components/ui/value.tsx";
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

const linesOf = ({ totals }: CacheRow): [string, Formatted][] => [
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
  const note = [key.service, key.namespace, key.environment].filter(Boolean).join(", ");
  return (
    <SidePanel open onClose={onClose} title={row.name} note={note}>
      <div className="space-y-4 p-4 text-13">
        {layers.map((layer) => (
          <section key={layer.id} aria-label={layer.name}>
            <h3 className="flex items-center justify-between font-semibold">
              {layer.name}
              <Sparkline values={layer.ratios} width={96} height={22} />
            </h3>
            <p className="text-12 text-text-2">{fallText(layer, zone)}</p>
            <dl className="mt-1 grid grid-cols-2 gap-x-4">
              {linesOf(layer).map(([label, figure]) => (
                <div key={label} className="flex justify-between border-b border-grid py-1">
                  <dt className="text-text-3">{label}</dt>
                  <dd>
                    <Value figure={figure} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </SidePanel>
  );
}
