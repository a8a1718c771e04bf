import type { NotifiedAlert } from "@/lib/domain/notifications.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";
import type { WatchedRule } from "./watched-rules.ts";

/** An alert as messages tell it. `rule`: undefined when it is gone, or for one that no rule made. */
export function notifiedOf(
  alert: StoredAlert,
  { rule, acknowledgedBy }: { rule: WatchedRule | undefined; acknowledgedBy: string | null },
): NotifiedAlert {
  const { alertId, ruleId, ruleName, severity, labels, key, value, threshold, phase } = alert;
  return {
    ...{ id: alertId, ruleId, ruleName, severity, labels, key, value, threshold, acknowledgedBy },
    status: phase.kind === "resolved" ? "resolved" : "firing",
    query: rule?.spec.query ?? null,
    operator: rule?.spec.operator ?? null,
    sinceMs: phase.sinceMs,
    resolvedMs: phase.kind === "resolved" ? phase.resolvedMs : null,
    description: rule?.spec.description ?? null,
    runbookUrl: rule?.spec.runbookUrl ?? null,
  };
}
