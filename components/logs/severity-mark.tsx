import clsx from "clsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { LogRecord } from "@/lib/contract/logs.ts";
import { type SeverityTone, severityTone, severityWord } from "@/lib/view/log-lines.ts";

const COLOURS: Record<SeverityTone, string> = {
  critical: "text-critical",
  warning: "text-warning",
  ok: "text-text-2",
  quiet: "text-text-3",
  unknown: "text-text-3",
};

type Props = { severity: LogRecord["severity"]; className?: string };

/** A severity as shape and word; calm ones have no shape, so that trouble stands out in a full page. */
export function SeverityMark({ severity, className }: Props) {
  const tone = severityTone(severity);
  return (
    <span className={clsx("flex items-center gap-1.5 whitespace-nowrap", COLOURS[tone], className)}>
      {tone === "critical" || tone === "warning" ? (
        <StatusIcon status={tone} size={12} label={null} />
      ) : (
        <span aria-hidden className="w-3 text-center">
          ·
        </span>
      )}
      {severityWord(severity)}
    </span>
  );
}
