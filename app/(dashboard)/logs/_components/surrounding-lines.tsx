"use client";

import clsx from "clsx";
import { useZone } from "@/components/frame/preferences.tsx";
import type { LogRecord } from "@/lib/contract/logs.ts";
import { bodyLine, severityTone } from "@/lib/view/log-lines.ts";
import { formatTime } from "@/lib/view/time-format.ts";

type Props = {
  record: LogRecord;
  /** The oldest first. */
  before: readonly LogRecord[];
  after: readonly LogRecord[];
  onOpen: (id: string) => void;
};

const TONES = {
  critical: "text-critical",
  warning: "text-warning",
  ok: "",
  quiet: "text-text-3",
  unknown: "",
};

/** What the same instance wrote right before and after a record, as in its own log file. */
export function SurroundingLines({ record, before, after, onOpen }: Props) {
  const zone = useZone();
  if (before.length + after.length === 0) {
    return <p className="text-text-3">This instance wrote nothing else within a day.</p>;
  }
  return (
    <ol aria-label="Lines around it" className="font-mono text-11">
      {[...before, record, ...after].map((line) => {
        const atMs = Date.parse(line.at);
        return (
          <li key={line.id}>
            <button
              type="button"
              aria-current={line.id === record.id || undefined}
              onClick={() => onOpen(line.id)}
              className={clsx(
                "flex w-full gap-2 px-1 text-left hover:bg-surface-3 max-tablet:min-h-11 max-tablet:items-center",
                line.id === record.id && "bg-accent-soft font-semibold",
              )}
            >
              <span className="shrink-0 text-text-3">{formatTime(atMs, zone, "second")}</span>
              <span className={clsx("truncate", TONES[severityTone(line.severity)])}>
                {bodyLine(line.body)}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
