"use client";

import { TraceLogs } from "@/components/logs/trace-logs.tsx";
import { CardHeader } from "@/components/ui/card.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { formatCount, formatRatio, joined } from "@/lib/view/format.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { nsText, type Waterfall } from "@/lib/view/waterfall.ts";
import { LinkingSpans } from "./linking-spans.tsx";

const SHOWN = 8;

type Props = { waterfall: Waterfall; traceId: string; onSelect: (key: string) => void };

/** Beside the waterfall while no span is selected: where the time went, and who took part. */
export function TraceSummaryPanel({ waterfall, traceId, onSelect }: Props) {
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
        <table className="w-full">
          <thead className="text-left text-11 text-text-3">
            <tr>
              <th className="font-normal">name</th>
              <th className="pl-2 text-right font-normal">spans</th>
              <th className="pl-2 text-right font-normal">self time</th>
            </tr>
          </thead>
          <tbody>
            {tree.services.map(({ name, spanCount, selfNs }) => (
              <tr key={name} className="[&>td]:py-0.5">
                <td className="flex min-w-0 items-center gap-2">
                  <span
                    className="size-2 shrink-0 rounded-full"
                    style={{ background: seriesColour(name) }}
                    aria-hidden
                  />
                  <span className="truncate">{name}</span>
                </td>
                <td className="pl-2 text-right text-text-3">{formatCount(spanCount)}</td>
                <td className="pl-2 text-right whitespace-nowrap">{nsText(selfNs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="mt-2 text-text-3">Self time adds up over spans that ran beside each other.</p>
      </div>
      <LinkingSpans traceId={traceId} />
      <section className="border-t border-line pt-3 pb-1">
        <h3 className="mb-1 px-4 text-12 font-semibold">Logs of this trace</h3>
        <div className="max-h-96 overflow-y-auto">
          <TraceLogs traceId={traceId} spanId={null} />
        </div>
      </section>
    </>
  );
}
