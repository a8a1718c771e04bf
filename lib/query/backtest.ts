import type {
  AlertPreview,
  AlertPreviewGroup,
  AlertPreviewParams,
} from "@/lib/contract/alert-preview.ts";
import type { AlertRuleSpec } from "@/lib/contract/alert-rules.ts";
import { ParameterError, resolveRange } from "@/lib/contract/time.ts";
import { type AlertOperator, alertKeyText } from "@/lib/domain/alerts.ts";
import type { HeardGroup } from "@/lib/domain/heard-groups.ts";
import { niceStep } from "@/lib/domain/nice-steps.ts";
import type { StoredAlert } from "@/lib/store/alert-state.ts";
import { type CourseMoment, courseGrid, readRuleCourse } from "./alert-course.ts";
import { readingsOf } from "./alert-readings.ts";
import { evaluateRule } from "./evaluate-rule.ts";
import { conditionOf } from "./watched-rules.ts";

const MS = 1_000;
/** A firing that begins so soon after the one before is one that flaps. */
const FLAP_MS = 3_600_000;
const LONGEST_MS = 31 * 86_400_000;
const MOST_GROUPS = 50;
const MOST_POINTS = 300;

/**
 * What a rule would have done over a range, by the evaluator itself: it begins at rest, and every moment is evaluated as
 * it is while the rule is watched. Throws `ParameterError`.
 */
export async function backtestRule(
  spec: AlertRuleSpec,
  params: AlertPreviewParams,
  nowMs: number,
): Promise<AlertPreview> {
  const range = resolveRange(params, nowMs);
  if (range.toMs - range.fromMs > LONGEST_MS) {
    throw new ParameterError("from", "from: at most 31 days are looked at");
  }
  const grid = courseGrid(spec.query, spec.intervalSeconds, range);
  const moments = grid.count === 0 ? [] : await readRuleCourse(spec.query, grid, nowMs);
  const walk = new Walk(spec);
  for (const moment of moments) walk.take(moment);
  const stepSeconds = Math.max(
    niceStep((range.toMs - range.fromMs) / MS / MOST_POINTS),
    grid.everySeconds,
  );
  const groups = walk.groups({ ...range, stepMs: stepSeconds * MS });
  const sum = (of: (group: AlertPreviewGroup) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
  return {
    from: iso(range.fromMs),
    to: iso(range.toMs),
    evaluations: moments.length,
    everySeconds: grid.everySeconds,
    windowSeconds: grid.windowSeconds,
    stepSeconds,
    firings: sum(({ firings }) => firings),
    flaps: sum(({ flaps }) => flaps),
    pendings: sum(({ pendings }) => pendings),
    firedSeconds: sum(({ firedSeconds }) => firedSeconds),
    groupCount: groups.length,
    groups: groups.slice(0, MOST_GROUPS),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

type Firing = { sinceMs: number; firedMs: number; endMs: number | null; worst: number | null };
type Story = {
  key: Record<string, string>;
  values: { atMs: number; value: number | null }[];
  firings: Firing[];
  pendings: number;
};
type Frame = { fromMs: number; toMs: number; stepMs: number };

/** Takes a rule from moment to moment and remembers what became of each group. */
class Walk {
  private readonly active = new Map<string, StoredAlert>();
  private readonly stories = new Map<string, Story>();
  private knownKeys: Record<string, HeardGroup> = {};
  private previousMs: number | null = null;
  private made = 0;
  private readonly condition;

  constructor(private readonly spec: AlertRuleSpec) {
    this.condition = conditionOf(spec);
  }

  take({ atMs, things }: CourseMoment): void {
    const { spec, condition, active } = this;
    const readings = readingsOf(spec.query, condition, things);
    const outcome = evaluateRule({
      rule: { id: "preview", spec, condition },
      ...{ atMs, previousMs: this.previousMs, readings, active, knownKeys: this.knownKeys },
      newId: () => String(this.made++),
    });
    this.knownKeys = outcome.knownKeys;
    this.previousMs = atMs;
    for (const { key, value } of readings) this.storyOf(key).values.push({ atMs, value });
    for (const alert of outcome.dropped) {
      active.delete(alert.keyText);
      this.storyOf(alert.key).pendings += 1;
    }
    for (const alert of outcome.saved) this.note(alert, atMs);
  }

  private note(alert: StoredAlert, atMs: number): void {
    const { phase, key, keyText, value } = alert;
    const { firings } = this.storyOf(key);
    const last = firings.at(-1);
    if (phase.kind === "resolved") {
      this.active.delete(keyText);
      if (last) last.endMs = atMs;
      return;
    }
    this.active.set(keyText, alert);
    if (phase.kind === "pending") return;
    if (!last || last.endMs !== null) {
      const { sinceMs, firedMs } = phase;
      firings.push({ sinceMs, firedMs, endMs: null, worst: value });
    } else {
      last.worst = worseOf(this.spec.operator, last.worst, value);
    }
  }

  private storyOf(key: Record<string, string>): Story {
    const text = alertKeyText(key);
    const known = this.stories.get(text) ?? { key, values: [], firings: [], pendings: 0 };
    this.stories.set(text, known);
    return known;
  }

  /** Every group, those that fired longest first. */
  groups(frame: Frame): AlertPreviewGroup[] {
    const extreme = (values: readonly { value: number | null }[]) =>
      values.reduce<number | null>(
        (most, { value }) => worseOf(this.spec.operator, most, value),
        null,
      );
    const badness = (story: Story) => {
      const value = extreme(story.values);
      if (value === null) return Number.NEGATIVE_INFINITY;
      return this.spec.operator.startsWith(">") ? value : -value;
    };
    return [...this.stories.values()]
      .map((story) => ({ group: this.groupOf(story, frame), badness: badness(story) }))
      .sort((a, b) => b.group.firedSeconds - a.group.firedSeconds || b.badness - a.badness)
      .map(({ group }) => group);
  }

  private groupOf({ key, values, firings, pendings }: Story, frame: Frame): AlertPreviewGroup {
    const firedMs = firings.reduce(
      (sum, { firedMs: from, endMs }) => sum + (endMs ?? frame.toMs) - from,
      0,
    );
    const flaps = firings.filter(({ firedMs: from }, i) => {
      const endMs = firings[i - 1]?.endMs ?? null;
      return endMs !== null && from - endMs < FLAP_MS;
    });
    return {
      key,
      ...{ firings: firings.length, flaps: flaps.length, pendings, firedSeconds: firedMs / MS },
      firing: firings.map(({ sinceMs, firedMs: from, endMs, worst }) => ({
        ...{ since: iso(sinceMs), from: iso(from), to: endMs === null ? null : iso(endMs), worst },
      })),
      points: pointsOf(values, frame, this.spec.operator),
    };
  }
}

/** The value further on the wrong side; of nothing known the other one. */
function worseOf(operator: AlertOperator, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return operator.startsWith(">") ? Math.max(a, b) : Math.min(a, b);
}

/** The worst value of each step, so that a chart hides nothing that the rule saw. */
function pointsOf(
  values: Story["values"],
  { fromMs, toMs, stepMs }: Frame,
  operator: AlertOperator,
): AlertPreviewGroup["points"] {
  const first = Math.floor(fromMs / stepMs) * stepMs;
  const points = Array.from({ length: Math.ceil((toMs - first) / stepMs) }, (_, i) => ({
    at: iso(first + i * stepMs),
    value: null as number | null,
  }));
  for (const { atMs, value } of values) {
    const point = points[Math.floor((atMs - first) / stepMs)];
    if (point) point.value = worseOf(operator, point.value, value);
  }
  return points;
}
