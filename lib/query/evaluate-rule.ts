import { type AlertPhase, advancePhase, alertKeyText, INACTIVE } from "@/lib/domain/alerts.ts";
import { type HeardGroup, heardAgain, LONGEST_HEARD_MS } from "@/lib/domain/heard-groups.ts";
import type { ResolvedBecause, StoredAlert } from "@/lib/store/alert-state.ts";
import type { AlertReading } from "./alert-readings.ts";
import type { WatchedRule } from "./watched-rules.ts";

/** A group that has not been heard of for this long is forgotten, and its alert is over. */
const FORGET_MS = LONGEST_HEARD_MS;

/** One evaluation of one rule: what was found at a time, and where its alerts stood before. */
export type RuleEvaluation = {
  rule: WatchedRule;
  atMs: number;
  /** When the evaluation before was made; null: this is the first. */
  previousMs: number | null;
  readings: readonly AlertReading[];
  /** Pending and firing alerts of the rule, by their keys' texts. */
  active: ReadonlyMap<string, StoredAlert>;
  /** When each group was last heard of. */
  knownKeys: Readonly<Record<string, HeardGroup>>;
  newId: () => string;
};

/** What an evaluation changes. */
export type RuleOutcome = {
  /** Alerts as they stand now; resolved ones among them. */
  saved: StoredAlert[];
  /** Pending alerts that never fired. */
  dropped: StoredAlert[];
  knownKeys: Record<string, HeardGroup>;
};

/** Works out where every group of a rule stands after one more evaluation. */
export function evaluateRule(evaluation: RuleEvaluation): RuleOutcome {
  const { rule, atMs, active } = evaluation;
  const expected = expectedKey(rule);
  const knownKeys = knownAfter(evaluation, expected);
  const outcome: RuleOutcome = { saved: [], dropped: [], knownKeys };
  const forgetMs = FORGET_MS + (rule.condition.stale?.afterSeconds ?? 0) * 1_000;
  for (const [keyText, reading] of groupsOf(evaluation, { knownKeys, expected })) {
    const known = active.get(keyText);
    const isExpected = keyText === expected?.keyText;
    const lastMs = isExpected ? null : (known?.seenMs ?? null);
    const heard = knownKeys[keyText] ?? (lastMs === null ? null : { lastMs, forMs: null });
    const isGone = !isExpected && heard !== null && atMs - heard.lastMs >= forgetMs;
    if (known && isGone) endAlert(known, "gone", atMs, outcome);
    else if (known && isExpected && hasCome(evaluation, keyText))
      endAlert(known, "recovered", atMs, outcome);
    else advance(evaluation, { keyText, reading, heard }, outcome);
  }
  return outcome;
}

/** Whether a rule heard of anything but a group; what it expected by name then has a fuller key. */
const hasCome = ({ readings }: RuleEvaluation, keyText: string): boolean =>
  readings.some(({ key, value }) => value !== null && alertKeyText(key) !== keyText);

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

type Expected = { keyText: string; key: Record<string, string> };

/** Groups that were heard of now or not long ago; only those whose silence may be an alert are worth remembering. */
function knownAfter(
  { rule, atMs, previousMs, readings, knownKeys, active }: RuleEvaluation,
  expected: Expected | null,
): Record<string, HeardGroup> {
  const { noData, stale } = rule.condition;
  const remembersAll = noData === "alert" || stale?.policy === "alert";
  const known: Record<string, HeardGroup> = {};
  const forgetMs = FORGET_MS + (stale?.afterSeconds ?? 0) * 1_000;
  for (const [text, heard] of remembersAll ? Object.entries(knownKeys) : []) {
    if (atMs - heard.lastMs < forgetMs || text === expected?.keyText) known[text] = heard;
  }
  for (const { key, value } of readings) {
    const text = alertKeyText(key);
    if (value === null || !(remembersAll || active.has(text))) continue;
    known[text] = heardAgain(knownKeys[text], { atMs, previousMs });
  }
  return known;
}

/**
 * Every group to be judged: those that answered, those that alert, and those whose silence would be one. An answer may name
 * groups that tell nothing; nobody misses those that never told anything, unless the rule names them.
 */
function groupsOf(
  { readings, active }: RuleEvaluation,
  {
    knownKeys,
    expected,
  }: { knownKeys: Readonly<Record<string, HeardGroup>>; expected: Expected | null },
): Map<string, AlertReading> {
  const groups = new Map<string, AlertReading>();
  for (const reading of readings) {
    const text = alertKeyText(reading.key);
    const isMissed = active.has(text) || text in knownKeys || text === expected?.keyText;
    if (reading.value !== null || isMissed) groups.set(text, reading);
  }
  for (const [text, { key }] of active) if (!groups.has(text)) groups.set(text, silent(key));
  for (const text of Object.keys(knownKeys)) {
    if (!groups.has(text)) groups.set(text, silent(Object.fromEntries(JSON.parse(text))));
  }
  if (groups.size === 0 && expected) groups.set(expected.keyText, silent(expected.key));
  return groups;
}

const silent = (key: Record<string, string>): AlertReading => ({ key, value: null, count: null });

/**
 * What a rule that alerts on no data misses when it has never been heard of: the single values that it filters its groups
 * by. Null: it names nothing, so that nothing is missing.
 */
function expectedKey({ spec: { query, noData } }: WatchedRule): Expected | null {
  if (noData !== "alert") return null;
  const key = Object.fromEntries(
    query.groupBy.flatMap((name): [string, string][] => {
      const [value, ...others] = query.filters[name] ?? [];
      return value === undefined || others.length > 0 ? [] : [[name, value]];
    }),
  );
  const namesAny = query.groupBy.length === 0 || Object.keys(key).length > 0;
  return namesAny ? { keyText: alertKeyText(key), key } : null;
}

/** When a group was last heard of; `forMs` null: for how long is not remembered. */
type Heard = { lastMs: number; forMs: number | null };

function advance(
  { rule, atMs, active, newId }: RuleEvaluation,
  { keyText, reading, heard }: { keyText: string; reading: AlertReading; heard: Heard | null },
  { saved, dropped }: RuleOutcome,
): void {
  const known = active.get(keyText);
  const before: AlertPhase = known && known.phase.kind !== "resolved" ? known.phase : INACTIVE;
  const { value, count, key } = reading;
  const silentMs = heard === null ? null : atMs - heard.lastMs;
  const heardForMs = heard?.forMs ?? null;
  const phase = advancePhase(rule.condition, before, { atMs, value, count, silentMs, heardForMs });
  // Most evaluations end here, a million times a day: what is well costs nothing more.
  if (phase.kind === "inactive" && known === undefined) return;
  const { name: ruleName, severity, labels, threshold } = rule.spec;
  const seenMs = heard?.lastMs ?? known?.seenMs ?? atMs;
  if (phase.kind !== "inactive") {
    saved.push({
      alertId: known?.alertId ?? newId(),
      ruleId: rule.id,
      ruleName,
      severity,
      labels,
      keyText,
      key,
      phase,
      value,
      threshold,
      seenMs,
      notifiedMs: known?.notifiedMs ?? null,
      channelIds: known?.channelIds ?? [],
    });
  } else if (known) {
    const ended = { ...known, ruleName, severity, labels, value, threshold, seenMs };
    endAlert(ended, "recovered", atMs, { saved, dropped });
  }
}
