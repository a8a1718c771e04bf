import Link from "next/link";
import { Sparkline } from "@/components/charts/sparkline.tsx";
import type { Figure } from "@/lib/view/figure.ts";
import { StatusIcon } from "./status-icon.tsx";

const CHANGE_TONES = {
  calm: "text-text-2",
  good: "text-ok",
  warning: "text-warning",
  critical: "text-critical",
} as const;

const sparkTone = (status: Figure["status"]) =>
  status === "critical" || status === "warning" ? status : "calm";

function Cell({ figure }: { figure: Figure }) {
  const troubled = figure.status !== "ok";
  return (
    <div className="flex h-full min-w-0 flex-col px-4 py-3">
      <div className="flex items-center gap-1.5 text-12 text-text-2">
        {troubled && <StatusIcon status={figure.status} size={13} />}
        <span className="truncate">
          {figure.href ? (
            <Link href={figure.href} className="hover:underline">
              {figure.label}
            </Link>
          ) : (
            figure.label
          )}
        </span>
      </div>
      <div className="flex items-end justify-between gap-2">
        <div className="shrink-0 text-22 font-semibold whitespace-nowrap">
          {figure.value.value}
          {figure.value.unit !== "" && (
            <span className="ml-1 text-12 font-normal text-text-3">{figure.value.unit}</span>
          )}
          {figure.aside && (
            <span className="ml-1.5 text-12 font-normal text-text-3">{figure.aside}</span>
          )}
        </div>
        {figure.spark && (
          <span className="mb-0.5 flex min-w-8 justify-end overflow-hidden">
            <Sparkline
              values={figure.spark.values}
              limit={figure.spark.limit ?? null}
              tone={sparkTone(figure.status)}
            />
          </span>
        )}
      </div>
      <div className="mt-0.5 truncate text-12 text-text-3">
        {figure.change && (
          <span className={CHANGE_TONES[figure.change.tone]}>{figure.change.text} </span>
        )}
        {figure.note}
      </div>
    </div>
  );
}

/** One card of four to six figures with their change and their course. */
export function FigureStrip({ figures, label }: { figures: readonly Figure[]; label: string }) {
  return (
    <ul
      aria-label={label}
      data-hold
      className="grid overflow-hidden rounded-3 border border-line bg-line gap-px grid-cols-2 tablet:auto-cols-fr tablet:grid-flow-col tablet:grid-cols-none"
    >
      {figures.map((figure) => (
        <li key={figure.id} className="min-w-0 bg-surface max-tablet:odd:last:col-span-2">
          <Cell figure={figure} />
        </li>
      ))}
    </ul>
  );
}

/** Keeps the strip's place while its data loads. */
export function FigureStripSkeleton({ cells }: { cells: number }) {
  return (
    <div
      aria-hidden
      className="grid gap-px overflow-hidden rounded-3 border border-line bg-line grid-cols-2 tablet:auto-cols-fr tablet:grid-flow-col tablet:grid-cols-none"
    >
      {Array.from({ length: cells }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places that never move
        <div key={index} className="h-[88px] bg-surface px-4 py-3">
          <div className="h-3 w-16 rounded-1 bg-surface-3" />
          <div className="mt-3 h-5 w-24 rounded-1 bg-surface-3" />
          <div className="mt-2 h-3 w-20 rounded-1 bg-surface-2" />
        </div>
      ))}
    </div>
  );
}
