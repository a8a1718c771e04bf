import { type AlertPhase, advancePhase, alertKeyText, INACTIVE } from "@/lib/domain/alerts.ts";
import type { ResolvedBecause, StoredAlert } from "@/lib/store/alert-state.ts";
import type { AlertReading } from "./alert-readings.ts";
import type { WatchedRule } from "./watched-rules.ts";

/** A group that has not been heard of for this long is forgotten, and its alert is over. */
const FORGET_MS = 24 * 3_600_000;

/** One evaluation of one rule: what was found at a time, and where its alerts stood before. */
export type RuleEvaluation = {
  rule: WatchedRule;
  atMs: number;
  readings: readonly AlertReading[];
  /** Pending and firing alerts of the rule, by their keys' texts. */
  active: ReadonlyMap<string, StoredAlert>;
  /** When each group was last heard of. */
  knownKeys: Readonly<Record<string, number>>;
  newId: () => string;
};

/** What an evaluation changes. */
export type RuleOutcome = {
  /** Alerts as they stand now; resolved ones among them. */
  saved: StoredAlert[];
  /** Pending alerts that never fired. */
  dropped: StoredAlert[];
  knownKeys: Record<string, number>;
};

/** Works out where every group of a rule stands after one more evaluation. */
export function evaluateRule(evaluation: RuleEvaluation): RuleOutcome {
  const outcome: RuleOutcome = { saved: [], dropped: [], knownKeys: knownAfter(evaluation) };
  for (const [keyText, reading] of groupsOf(evaluation, outcome.knownKeys)) {
    const known = evaluation.active.get(keyText);
    const seenMs = outcome.knownKeys[keyText] ?? known?.seenMs ?? evaluation.atMs;
    if (known && evaluation.atMs - seenMs >= FORGET_MS)
      endAlert(known, "gone", evaluation.atMs, outcome);
    else advance(evaluation, { keyText, reading, seenMs }, outcome);
  }
  return outcome;
}

/** Ends an alert that its rule can no longer tell of. */
export function endAlert(
  alert: StoredAlert,
  because: ResolvedBecause,
  atMs: number,
  { saved, dropped }: Pick<RuleOutcome, "saved" | "dropped">,
): void {
  const { phase } = alert;
  if (phase.kind !== "firing") dropped.push(alert);
  else {
    const { sinceMs, firedMs } = phase;
    saved.push({
      ...alert,
      phase: { kind: "resolved", sinceMs, firedMs, resolvedMs: atMs, because },
    });
  }
}

/** Groups that were heard of now or not long ago; only those of rules that alert on silence are worth remembering. */
function knownAfter({ rule, atMs, readings, knownKeys, active }: RuleEvaluation) {
  const heard = readings.filter(({ value }) => value !== null);
  const texts = heard.map(({ key }) => alertKeyText(key));
  const kept = Object.entries(knownKeys).filter(([, seenMs]) => atMs - seenMs < FORGET_MS);
  const now = texts.map((text) => [text, atMs] as const);
  if (rule.condition.noData === "alert") return Object.fromEntries([...kept, ...now]);
  return Object.fromEntries(now.filter(([text]) => active.has(text)));
}

/** Every group to be judged: those that answered, those that alert, and those whose silence would be one. */
function groupsOf(
  { rule, readings, active }: RuleEvaluation,
  knownKeys: Readonly<Record<string, number>>,
): Map<string, AlertReading> {
  const groups = new Map(readings.map((reading) => [alertKeyText(reading.key), reading]));
  for (const [text, { key }] of active) if (!groups.has(text)) groups.set(text, silent(key));
  if (rule.condition.noData !== "alert") return groups;
  for (const text of Object.keys(knownKeys)) {
    if (!groups.has(text)) groups.set(text, silent(Object.fromEntries(JSON.parse(text))));
  }
  const key = groups.size === 0 ? expectedKey(rule) : null;
  if (key !== null) groups.set(alertKeyText(key), silent(key));
  return groups;
}

const silent = (key: Record<string, string>): AlertReading => ({ key, value: null, count: null });

/**
 * What a rule watches that has never been heard of: the single values that it filters its groups by. Null: it names
 * nothing, so that nothing is missing.
 */
function expectedKey({ spec: { query } }: WatchedRule): Record<string, string> | null {
  const key = Object.fromEntries(
    query.groupBy.flatMap((name): [string, string][] => {
      const [value, ...others] = query.filters[name] ?? [];
      return value === undefined || others.length > 0 ? [] : [[name, value]];
    }),
  );
  return query.groupBy.length === 0 || Object.keys(key).length > 0 ? key : null;
}

function advance(
  { rule, atMs, active, newId }: RuleEvaluation,
  { keyText, reading, seenMs }: { keyText: string; reading: AlertReading; seenMs: number },
  { saved, dropped }: RuleOutcome,
): void {
  const known = active.get(keyText);
  const before: AlertPhase = known && known.phase.kind !== "resolved" ? known.phase : INACTIVE;
  const { value, count, key } = reading;
  const phase = advancePhase(rule.condition, before, { atMs, value, count });
  const told = {
    ruleName: rule.spec.name,
    severity: rule.spec.severity,
    labels: rule.spec.labels,
    value,
    threshold: rule.spec.threshold,
    seenMs,
  };
  if (phase.kind !== "inactive") {
    const fresh = { alertId: known?.alertId ?? newId(), ruleId: rule.id, keyText, key };
    const notified = { notifiedMs: known?.notifiedMs ?? null, channelIds: known?.channelIds ?? [] };
    saved.push({ ...fresh, ...told, ...notified, phase });
  } else if (known) {
    endAlert({ ...known, ...told }, "recovered", atMs, { saved, dropped });
  }
}
