import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { BreakerState } from "@/lib/domain/breakers.ts";
import { breakerStatus } from "@/lib/domain/concern-status.ts";

/** A state as icon and word. */
export function BreakerStateWord({ state }: { state: BreakerState }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusIcon status={breakerStatus(state)} label={null} />
      {state}
    </span>
  );
}
