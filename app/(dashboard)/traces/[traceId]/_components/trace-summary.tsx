"use client";

import { CardHeader } from "@/components/ui/card.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { formatCount, formatRatio, joined } from "@/lib/view/format.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { nsText, type Waterfall } from "@/lib/view/waterfall.ts";

const SHOWN = 8;

type Props = { waterfall: Waterfall; onSelect: (key: string) => void };

/** Beside the waterfall while no span is selected: where the time went, and who took part. */
export function TraceSummaryPanel({ waterfall, onSelect }: Props) {
  const { shares, tree } = waterfall;
  return (
    <>
      <CardHeader title="Where the time went" note="critical path, self time" />
      <ol className="space-y-3 p-4 text-12">
        {shares.slice(0, SHOWN).map((share) => (
          <li key={`${share.service} ${share.name}`}>
            <button
              type="button"
              className="w-full rounded-2 text-left hover:bg-surface-2"
              onClick={() => onSelect(share.key)}
            >
              <span className="flex items-baseline gap-2">
                {share.error && (
                  <StatusIcon status="critical" label="Failed" className="self-center" />
                )}
                <span className="min-w-0 flex-1 truncate font-medium">{share.name}</span>
                <span>{nsText(share.ns)}</span>
                <span className="w-12 text-right font-semibold">
                  {joined(formatRatio(share.share))}
                </span>
              </span>
              <span className="mt-1 block h-1.5 rounded-1 bg-surface-3">
                <span
                  className="block h-full min-w-0.5 rounded-1"
                  style={{
                    width: `${share.share * 100}%`,
                    background: seriesColour(share.service),
                  }}
                />
              </span>
              <span className="mt-0.5 block text-text-3">
                {share.service}
                {share.spanCount > 1 && `, ${formatCount(share.spanCount)} spans`}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <div className="border-t border-line p-4 text-12">
        <h3 className="mb-2 font-semibold">Services</h3>
        <ul className="space-y-1">
          {tree.services.map(({ name, spanCount }) => (
            <li key={name} className="flex items-center gap-2">
              <span
                className="size-2 rounded-full"
                style={{ background: seriesColour(name) }}
                aria-hidden
              />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-text-3">
                {formatCount(spanCount)} {spanCount === 1 ? "span" : "spans"}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
