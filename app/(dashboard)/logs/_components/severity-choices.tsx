"use client";

import clsx from "clsx";
import { SeverityMark } from "@/components/logs/severity-mark.tsx";
import type { LogRecord, SeverityCounts } from "@/lib/contract/logs.ts";
import { formatCount } from "@/lib/view/format.ts";
import { SEVERITY_CHOICES } from "@/lib/view/logs-condition.ts";

type Severity = LogRecord["severity"];

type Props = {
  totals: SeverityCounts | null;
  chosen: readonly Severity[];
  onChange: (chosen: Severity[]) => void;
};

/** The severities that occur, with how often; none chosen means all. */
export function SeverityChoices({ totals, chosen, onChange }: Props) {
  const shown = SEVERITY_CHOICES.filter(
    (severity) => chosen.includes(severity) || (totals !== null && totals[severity] > 0),
  );
  return (
    <fieldset aria-label="Severities" className="flex flex-wrap gap-1.5">
      {shown.map((severity) => {
        const isChosen = chosen.includes(severity);
        const next = isChosen
          ? chosen.filter((other) => other !== severity)
          : [...chosen, severity];
        return (
          <button
            key={severity}
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChange(next)}
            className={clsx(
              "control flex items-center gap-2 rounded-2 border px-2.5 text-12",
              isChosen
                ? "border-accent bg-accent-soft"
                : "border-line bg-surface hover:bg-surface-3",
            )}
          >
            <SeverityMark severity={severity} />
            {totals && <span className="text-text-3">{formatCount(totals[severity])}</span>}
          </button>
        );
      })}
    </fieldset>
  );
}
