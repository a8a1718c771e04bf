import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { dueEvaluations } from "@/lib/domain/alert-schedule.ts";
import { CHANNEL_RULE } from "@/lib/domain/channels.ts";
import type { HeardGroup } from "@/lib/domain/heard-groups.ts";
import { type AlertAnswer, answerQuestions } from "@/lib/query/alert-answers.ts";
import { questionsOf, thingsOf } from "@/lib/query/alert-forms.ts";
import { questionText, readingsOf } from "@/lib/query/alert-readings.ts";
import { endAlert, evaluateRule } from "@/lib/query/evaluate-rule.ts";
import type { WatchedRule } from "@/lib/query/watched-rules.ts";
import type { AlertGap } from "@/lib/store/alert-gaps.ts";
import type { AlertProgress, StoredAlert } from "@/lib/store/alert-state.ts";
import { afterGap } from "./after-gap.ts";
import {
  type AlertStep,
  type AlertWorld,
  type Holding,
  loadWorld,
  newStep,
} from "./alert-world.ts";
import { commitStep } from "./commit-step.ts";
import { evaluateChannels } from "./evaluate-channels.ts";

/** What a turn did: evaluations that were made, and that could not be made. */
export type EvaluationReport = { evaluations: number; failures: number };

/**
 * Makes every evaluation that is due, the oldest first, each moment in one transaction with what has to be told of it.
 * Throws `LeaseLostError` when the lease is no longer this holding's.
 */
export async function evaluateAlerts(pool: Pool, holding: Holding): Promise<EvaluationReport> {
  const world = await loadWorld(pool, holding.nowMs);
  const report: EvaluationReport = { evaluations: 0, failures: 0 };
  await endOrphans(pool, { world, holding });
  const { moments, gaps } = dueMoments(world, holding.nowMs);
  const waiting = new Set<string>();
  for (const [atMs, due] of moments) {
    const rules = due.filter(({ id }) => !waiting.has(id));
    const answers = await answersFor(rules, atMs, holding.nowMs);
    const step = newStep();
    for (const rule of rules) {
      const answer = answerTo(rule, atMs, answers);
      if (answer.kind !== "answered") {
        report.failures += 1;
        if (noteFailure({ world, rule, atMs, answer }, step) === "again") waiting.add(rule.id);
        continue;
      }
      const gap = gaps.get(rule.id);
      gaps.delete(rule.id);
      takeEvaluation(world, { rule, atMs, gap, answer }, step);
      report.evaluations += 1;
    }
    await commitStep(pool, step, { world, holding, atMs });
  }
  const step = newStep();
  evaluateChannels(world, step, holding.nowMs);
  // Also for groups that waited for others, and for those that remind.
  await commitStep(pool, step, { world, holding, atMs: holding.nowMs });
  return report;
}

/** Rules by the moments at which they are due, the oldest first, and what of them is too long ago. */
function dueMoments({ rules, progress }: AlertWorld, nowMs: number) {
  const moments = new Map<number, WatchedRule[]>();
  const gaps = new Map<string, AlertGap>();
  for (const rule of rules) {
    const known = progress.get(rule.id);
    const isSame = known?.queryText === queryText(rule);
    const evaluatedMs = known && isSame ? known.evaluatedMs : null;
    const { times, gap } = dueEvaluations(evaluatedMs, rule.spec.intervalSeconds, nowMs);
    if (gap) gaps.set(rule.id, { ruleId: rule.id, ...gap });
    for (const atMs of times) moments.set(atMs, [...(moments.get(atMs) ?? []), rule]);
  }
  return { moments: [...moments].sort(([a], [b]) => a - b), gaps };
}

const queryText = ({ spec }: WatchedRule): string => JSON.stringify(spec.query);

/** Rules that differ only in what they make of an answer share its question. */
function answersFor(rules: readonly WatchedRule[], atMs: number, nowMs: number) {
  const questions = rules.flatMap(({ spec }) => questionsOf(spec.query, atMs));
  return answerQuestions(new Map(questions.map((one) => [questionText(one), one])), nowMs);
}

/** What a rule makes of the answers to all of its questions; of several failures a lasting one tells more. */
function answerTo(
  { spec: { query } }: WatchedRule,
  atMs: number,
  answers: ReadonlyMap<string, AlertAnswer>,
): AlertAnswer {
  const own = questionsOf(query, atMs).map((one) => answers.get(questionText(one)) ?? NOT_ANSWERED);
  const failed = own.filter((answer) => answer.kind === "failed");
  const worst = failed.find(({ isLasting }) => isLasting) ?? failed[0];
  if (worst) return worst;
  const told = own.flatMap((answer) => (answer.kind === "answered" ? [answer.things] : []));
  return { kind: "answered", things: thingsOf(query, told, atMs) };
}

const NOT_ANSWERED: AlertAnswer = { kind: "failed", reason: "not answered", isLasting: false };

type Failure = {
  world: AlertWorld;
  rule: WatchedRule;
  atMs: number;
  answer: Exclude<AlertAnswer, { kind: "answered" }>;
};

/** Writes down why a rule could not be evaluated. What asking again may mend stays due. */
function noteFailure({ world, rule, atMs, answer }: Failure, step: AlertStep): "again" | "next" {
  const known = world.progress.get(rule.id);
  const { isLasting, reason } = answer;
  step.progress.push({
    ruleId: rule.id,
    queryText: queryText(rule),
    evaluatedMs: isLasting || !known ? atMs : known.evaluatedMs,
    knownKeys: known?.knownKeys ?? {},
    error: reason,
  });
  return isLasting ? "next" : "again";
}

type Evaluation = {
  rule: WatchedRule;
  atMs: number;
  gap: AlertGap | undefined;
  answer: Extract<AlertAnswer, { kind: "answered" }>;
};

function takeEvaluation(world: AlertWorld, evaluation: Evaluation, step: AlertStep): void {
  const { rule, atMs, gap, answer } = evaluation;
  const known = world.progress.get(rule.id);
  const active = world.active.get(rule.id) ?? new Map<string, StoredAlert>();
  const hasChanged = known !== undefined && known.queryText !== queryText(rule);
  const ended = newStep();
  if (hasChanged) for (const alert of active.values()) endAlert(alert, "rule changed", atMs, ended);
  if (gap) step.gaps.push(gap);
  const before = { active, knownKeys: known?.knownKeys ?? {} };
  const outcome = evaluateRule({
    rule,
    atMs,
    previousMs: known?.evaluatedMs ?? null,
    readings: readingsOf(rule.spec.query, rule.condition, answer.things),
    ...(hasChanged
      ? { active: new Map(), knownKeys: {} }
      : gap
        ? afterGap(before, { atMs, gap, isPaused: isPaused(rule) })
        : before),
    newId: randomUUID,
  });
  step.saved.push(...ended.saved, ...outcome.saved);
  step.dropped.push(...ended.dropped, ...outcome.dropped);
  step.progress.push(progressOf(rule, atMs, outcome.knownKeys));
}

/** Whether a rule counts how long groups are silent: then time that nobody evaluated is none. */
const isPaused = ({ condition }: WatchedRule): boolean =>
  condition.stale !== null || condition.minimumSeenSeconds > 0;

const progressOf = (
  rule: WatchedRule,
  evaluatedMs: number,
  knownKeys: Record<string, HeardGroup>,
): AlertProgress => ({
  ...{ ruleId: rule.id, queryText: queryText(rule), evaluatedMs, knownKeys },
  error: null,
});

/** Ends the alerts of rules that were deleted or switched off. */
async function endOrphans(
  pool: Pool,
  { world, holding }: { world: AlertWorld; holding: Holding },
): Promise<void> {
  const ids = new Set([...world.rules.map(({ id }) => id), ...world.unreadable]);
  const step = newStep();
  step.forgotten = [...world.progress.keys()].filter((id) => !ids.has(id));
  for (const [ruleId, alerts] of world.active) {
    if (ids.has(ruleId) || ruleId === CHANNEL_RULE) continue;
    for (const alert of alerts.values()) endAlert(alert, "rule removed", holding.nowMs, step);
  }
  if (step.forgotten.length === 0 && step.saved.length === 0 && step.dropped.length === 0) return;
  await commitStep(pool, step, { world, holding, atMs: holding.nowMs });
}
