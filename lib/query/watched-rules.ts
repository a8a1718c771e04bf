import { type AlertRuleSpec, alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { objectiveRuleIds, objectiveRules, objectiveSpec } from "@/lib/contract/objectives.ts";
import type { AlertCondition } from "@/lib/domain/alerts.ts";
import { selectWatchedObjectives } from "@/lib/store/objectives.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { selectEnabledRules } from "@/lib/store/watched-rules.ts";

/** A rule as the evaluator needs it. */
export type WatchedRule = { id: string; spec: AlertRuleSpec; condition: AlertCondition };

/** When a rule's values make an alert. */
export const conditionOf = (spec: AlertRuleSpec): AlertCondition => ({
  operator: spec.operator,
  threshold: spec.threshold,
  forSeconds: spec.forSeconds,
  recoveryThreshold: spec.recoveryThreshold ?? null,
  keepFiringForSeconds: spec.keepFiringForSeconds ?? 0,
  minimumCount: spec.minimumCount ?? null,
  noData: spec.noData,
  stale:
    spec.staleAfterSeconds === undefined || spec.staleData === undefined
      ? null
      : { afterSeconds: spec.staleAfterSeconds, policy: spec.staleData },
  minimumSeenSeconds: spec.minimumSeenSeconds ?? 0,
});

/** Every rule that is switched on, those of objectives too, and the ids of those that this version cannot read. */
export async function loadWatchedRules(
  client: Queryable,
): Promise<{ rules: WatchedRule[]; unreadable: string[] }> {
  const rules: WatchedRule[] = [];
  const unreadable: string[] = [];
  for (const { id, spec } of await selectEnabledRules(client)) {
    const parsed = alertRuleSpec.safeParse(spec);
    if (!parsed.success) unreadable.push(id);
    else rules.push({ id, spec: parsed.data, condition: conditionOf(parsed.data) });
  }
  for (const { id, spec } of await selectWatchedObjectives(client)) {
    const parsed = objectiveSpec.safeParse(spec);
    if (!parsed.success) unreadable.push(...objectiveRuleIds(id));
    for (const rule of parsed.success ? objectiveRules(id, parsed.data) : []) {
      rules.push({ ...rule, condition: conditionOf(rule.spec) });
    }
  }
  return { rules, unreadable };
}
