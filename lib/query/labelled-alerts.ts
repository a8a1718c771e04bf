import { alertLabels } from "@/lib/domain/silences.ts";
import { type StoredAlert, selectActiveAlerts } from "@/lib/store/alert-state.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import { loadWatchedRules } from "./watched-rules.ts";

/** An alert with what can be matched of it. */
export type LabelledAlert = { alert: StoredAlert; labels: Record<string, string> };

/** Gives alerts their labels, those that come from their rule among them. */
export async function labelAlerts(
  client: Queryable,
  alerts: readonly StoredAlert[],
): Promise<LabelledAlert[]> {
  const { rules } = await loadWatchedRules(client);
  const queries = new Map(rules.map(({ id, spec }) => [id, spec.query]));
  return alerts.map((alert) => ({
    alert,
    labels: alertLabels(alert, queries.get(alert.ruleId) ?? null),
  }));
}

/** Every alert that is pending or firing, with its labels. */
export const loadActiveAlerts = async (client: Queryable): Promise<LabelledAlert[]> =>
  labelAlerts(client, await selectActiveAlerts(client));
