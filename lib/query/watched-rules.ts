import { LRUCache } from "lru-cache";
import { type AlertRuleSpec, alertRuleSpec } from "@/lib/contract/alert-rules.ts";
import {
  type ObjectiveSpec,
  objectiveRuleIds,
  objectiveRules,
  objectiveSpec,
} from "@/lib/contract/objectives.ts";
import type { AlertCondition } from "@/lib/domain/alerts.ts";
import type { Queryable } from "@/lib/store/queryable.ts";
import {
  selectWatchedRows,
  selectWatchedSpecs,
  type WatchedTable,
} from "@/lib/store/watched-rules.ts";

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

/** What specs say, by their digests; null: this version cannot read it. */
const readRules = new LRUCache<string, { spec: AlertRuleSpec | null }>({ max: 10_000 });
const readObjectives = new LRUCache<string, { spec: ObjectiveSpec | null }>({ max: 1_000 });

/** Reads what is watched of a table; only of what changed it asks what it says. */
async function readWatched<Spec>(
  client: Queryable,
  table: WatchedTable,
  known: LRUCache<string, { spec: Spec | null }>,
  parse: (spec: unknown) => { success: boolean; data?: Spec | undefined },
): Promise<{ id: string; spec: Spec | null }[]> {
  const rows = await selectWatchedRows(client, table);
  const unknown = rows.filter(({ digest }) => !known.has(digest)).map(({ id }) => id);
  for (const [digest, spec] of await selectWatchedSpecs(client, table, unknown)) {
    known.set(digest, { spec: parse(spec).data ?? null });
  }
  return rows.flatMap(({ id, digest }) => {
    const read = known.get(digest);
    return read ? [{ id, spec: read.spec }] : [];
  });
}

/** Every rule that is switched on, those of objectives too, and the ids of those that this version cannot read. */
export async function loadWatchedRules(
  client: Queryable,
): Promise<{ rules: WatchedRule[]; unreadable: string[] }> {
  const rules: WatchedRule[] = [];
  const unreadable: string[] = [];
  const own = await readWatched(client, "alert_rule", readRules, (spec) =>
    alertRuleSpec.safeParse(spec),
  );
  for (const { id, spec } of own) {
    if (spec === null) unreadable.push(id);
    else rules.push({ id, spec, condition: conditionOf(spec) });
  }
  const objectives = await readWatched(client, "alert_objective", readObjectives, (spec) =>
    objectiveSpec.safeParse(spec),
  );
  for (const { id, spec } of objectives) {
    if (spec === null) unreadable.push(...objectiveRuleIds(id));
    for (const rule of spec ? objectiveRules(id, spec) : []) {
      rules.push({ ...rule, condition: conditionOf(rule.spec) });
    }
  }
  return { rules, unreadable };
}
