"use client";

import clsx from "clsx";
import { memo } from "react";
import { useZone } from "@/components/frame/preferences.tsx";
import { SeverityMark } from "@/components/logs/severity-mark.tsx";
import type { LogRecord } from "@/lib/contract/logs.ts";
import { bodyLine, severityTone } from "@/lib/view/log-lines.ts";
import { seriesColour } from "@/lib/view/series-colour.ts";
import { formatTime } from "@/lib/view/time-format.ts";

type Props = {
  label: string;
  records: readonly LogRecord[];
  selectedId: string | null;
  onOpen: (id: string) => void;
};

const EDGES = { critical: "bg-critical-fill", warning: "bg-warning-fill" } as const;

/** Records, newest first, a line each; on narrow screens two. Lines that are out of sight are not drawn. */
export function LogList({ label, records, selectedId, onOpen }: Props) {
  return (
    <ol aria-label={label} data-hold className="text-12">
      {records.map((record) => (
        <LogLine
          key={record.id}
          record={record}
          selected={record.id === selectedId}
          onOpen={onOpen}
        />
      ))}
    </ol>
  );
}

type LineProps = { record: LogRecord; selected: boolean; onOpen: (id: string) => void };

const LogLine = memo(function LogLine({ record, selected, onOpen }: LineProps) {
  const zone = useZone();
  const atMs = Date.parse(record.at);
  const tone = severityTone(record.severity);
  return (
    <li className="border-b border-line [contain-intrinsic-size:auto_28px] [content-visibility:auto] last:border-0 max-tablet:[contain-intrinsic-size:auto_56px]">
      <button
        type="button"
        aria-current={selected || undefined}
        onClick={() => onOpen(record.id)}
        className={clsx(
          "relative flex w-full items-center gap-3 py-1 pr-4 pl-4 text-left hover:bg-surface-2 max-tablet:min-h-12 max-tablet:flex-wrap max-tablet:gap-y-0.5 max-tablet:py-1.5",
          selected && "bg-surface-2 shadow-[inset_2px_0_0_var(--accent)]",
        )}
      >
        {(tone === "critical" || tone === "warning") && !selected && (
          <span aria-hidden className={clsx("absolute inset-y-0 left-0 w-0.5", EDGES[tone])} />
        )}
        <time
          dateTime={record.at}
          title={formatTime(atMs, zone, "full")}
          className="shrink-0 text-text-3"
        >
          {formatTime(atMs, zone, "second")}
          <span className="max-tablet:hidden">.{String(atMs % 1_000).padStart(3, "0")}</span>
        </time>
        <SeverityMark severity={record.severity} className="w-16 shrink-0" />
        <span className="flex w-32 shrink-0 items-center gap-1.5 truncate text-text-2 max-tablet:w-auto max-tablet:flex-1">
          <span
            aria-hidden
            className="size-2 shrink-0 rounded-full"
            style={{ background: seriesColour(record.service) }}
          />
          <span className="truncate">{record.service}</span>
        </span>
        <span className="min-w-0 flex-1 truncate font-mono max-tablet:w-full max-tablet:flex-none">
          {bodyLine(record.body) || <span className="text-text-3">no body</span>}
        </span>
      </button>
    </li>
  );
});
