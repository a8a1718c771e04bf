"use client";

import clsx from "clsx";
import Link from "next/link";
import { traceHref } from "@/components/frame/trace-href.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { formatCount } from "@/lib/view/format.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import {
  type ComparedRow,
  deltaText,
  type SideFigures,
  type TraceComparison,
} from "@/lib/view/trace-compare.ts";
import { nsText } from "@/lib/view/waterfall.ts";

/** Deeper rows are not indented further: their names would have no room. */
const DEEPEST_INDENT = 10;

type Props = { comparison: TraceComparison; traceIds: { a: string; b: string } };

/** Every step of both traces: how often, how long, and how much of its own time came or went. */
export function CompareTable({ comparison, traceIds }: Props) {
  const { a, b, rows, largestDeltaNs } = comparison;
  return (
    <div className="overflow-x-auto">
      <table
        aria-label="Steps of both traces"
        className="w-full text-12 [--indent:14px] max-tablet:[--indent:6px] [&_td]:px-3 max-tablet:[&_td]:px-1.5 [&_th]:px-3 max-tablet:[&_th]:px-1.5"
      >
        <thead className="text-left text-text-3">
          <tr className="h-8 border-b border-line [&>th]:font-normal">
            <th>Step</th>
            <th className="text-right">A</th>
            <th className="text-right">B</th>
            <th className="w-[30%] text-right max-tablet:w-auto">
              B less A<span className="max-tablet:sr-only">, own time</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className="h-9 border-b border-line font-medium">
            <th scope="row" className="text-left font-medium">
              Whole trace
            </th>
            <td className="text-right">{nsText(a.durationNs)}</td>
            <td className="text-right">{nsText(b.durationNs)}</td>
            <td className="text-right">{deltaText(b.durationNs - a.durationNs)}</td>
          </tr>
          {rows.map((row) => (
            <Step key={row.path} row={row} traceIds={traceIds} largestDeltaNs={largestDeltaNs} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

type StepProps = { row: ComparedRow; traceIds: Props["traceIds"]; largestDeltaNs: number };

function Step({ row, traceIds, largestDeltaNs }: StepProps) {
  const only = row.a === null ? "only in B" : row.b === null ? "only in A" : null;
  return (
    <tr className={clsx("h-9 border-b border-grid", only && "bg-surface-2")}>
      <th scope="row" className="max-w-0 min-w-32 text-left font-normal">
        <span
          className="flex items-center gap-2"
          style={{ paddingLeft: `calc(var(--indent) * ${Math.min(row.depth, DEEPEST_INDENT)})` }}
        >
          <span
            className="h-4 w-1 shrink-0 rounded-1"
            style={{ background: seriesColour(row.service) }}
            aria-hidden
          />
          <span className="min-w-0 truncate" title={`${row.service} · ${row.title}`}>
            <span className="font-medium">{row.title}</span>{" "}
            <span className="text-text-3">{row.service}</span>
          </span>
          {only && (
            <span className="shrink-0 rounded-1 bg-surface-3 px-1.5 text-11 text-text-2 max-tablet:sr-only">
              {only}
            </span>
          )}
        </span>
      </th>
      <Side figures={row.a} traceId={traceIds.a} />
      <Side figures={row.b} traceId={traceIds.b} />
      <td className="text-right whitespace-nowrap">
        <Delta ns={row.selfDeltaNs} largestNs={largestDeltaNs} />
      </td>
    </tr>
  );
}

function Side({ figures, traceId }: { figures: SideFigures | null; traceId: string }) {
  const hrefOf = useHref();
  if (figures === null) return <td className="text-right text-text-3">–</td>;
  const { spanCount, errorCount, totalNs, key } = figures;
  return (
    <td className="text-right whitespace-nowrap">
      {spanCount > 1 && <span className="mr-1.5 text-text-3">{formatCount(spanCount)} ×</span>}
      <Link
        href={traceHref(hrefOf, { traceId, spanId: key })}
        prefetch={false}
        className="hover:underline"
      >
        {nsText(totalNs)}
      </Link>
      {errorCount > 0 && (
        <span className="ml-1.5 text-critical">{formatCount(errorCount)} failed</span>
      )}
    </td>
  );
}

/** Longer to the right, shorter to the left of the middle; the sign says it too. */
function Delta({ ns, largestNs }: { ns: number; largestNs: number }) {
  const percent = (Math.abs(ns) / largestNs) * 50;
  return (
    <span className="flex items-center justify-end gap-3">
      <span className="relative h-2 flex-1 max-tablet:hidden" aria-hidden>
        <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
        <span
          className={clsx(
            "absolute inset-y-0 rounded-1",
            ns > 0 ? "left-1/2 bg-warning-fill" : "right-1/2 bg-ok-fill",
          )}
          style={{ width: `${percent}%` }}
        />
      </span>
      <span className={clsx("w-20 max-tablet:w-auto", Math.abs(ns) < 1_000 && "text-text-3")}>
        {deltaText(ns)}
      </span>
    </span>
  );
}
