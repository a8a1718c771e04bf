"use client";

import clsx from "clsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { toSelfHealth } from "@/lib/view/self-health.ts";
import { useIntake } from "./use-intake.ts";

/** How Headroom itself does, at the foot of the rail. */
export function SelfHealth({ className }: { className?: string }) {
  const { intake, failed } = useIntake();
  const health = intake ? toSelfHealth(intake) : null;
  const status = failed ? "unknown" : (health?.status ?? "ok");
  const lines = failed ? ["does not answer"] : (health?.lines ?? ["–"]);
  return (
    <div
      title={lines.join(", ")}
      className={clsx(
        "border-t border-line px-2 py-3 max-desk:flex max-desk:justify-center max-desk:px-0 group-data-[collapsed=true]/rail:px-1",
        className,
      )}
    >
      <p className="flex items-center gap-2 text-12 text-text-2">
        <StatusIcon status={status} />
        <span className="max-desk:sr-only group-data-[collapsed=true]/rail:sr-only">
          Headroom itself
        </span>
      </p>
      <div className="max-desk:hidden group-data-[collapsed=true]/rail:hidden">
        {lines.map((line) => (
          <p key={line} className="mt-0.5 truncate text-11 text-text-3">
            {line}
          </p>
        ))}
      </div>
    </div>
  );
}
