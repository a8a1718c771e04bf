/** How a value is held against a threshold. */
export const ALERT_OPERATORS = [">", ">=", "<", "<="] as const;
export type AlertOperator = (typeof ALERT_OPERATORS)[number];

/** What it means when nothing was reported: a breach, no change, or health. */
export const NO_DATA_POLICIES = ["alert", "keep", "ok"] as const;
export type NoDataPolicy = (typeof NO_DATA_POLICIES)[number];

export const ALERT_SEVERITIES = ["info", "warning", "critical"] as const;

/** States of an alert as people see them; a pending one that recovers was never an alert. */
export const ALERT_STATES = ["pending", "firing", "resolved"] as const;

/** What a rule measures: one measure of a concern, by group, over the window that ends at each evaluation. */
export type AlertQuery = {
  concern: string;
  measure: string;
  /** Any one of a dimension's values fits; a dimension that is missing is not narrowed. */
  filters: Record<string, string[]>;
  groupBy: string[];
  windowSeconds: number;
  /** Of requests: how long one may take to count as good, in ms. */
  targetMs?: number | undefined;
  /** Of `burnRate`: the share of requests that must be good, and the window that ends an alert soon after the burning. */
  objective?: number | undefined;
  shortWindowSeconds?: number | undefined;
  /** The value is held against the one of so long before. */
  compare?: AlertComparison | undefined;
  /** The value is where the straight line through the window's values leads after so long. */
  forecast?: { horizonSeconds: number } | undefined;
};

/** `ratio`: now / then, `difference`: now − then. */
export const COMPARED_AS = ["ratio", "difference"] as const;
export type AlertComparison = { offsetSeconds: number; as: (typeof COMPARED_AS)[number] };

/** When the values of one group make an alert. */
export type AlertCondition = {
  operator: AlertOperator;
  threshold: number;
  /** How long it must have been so before the alert fires. */
  forSeconds: number;
  /** Where a firing alert counts as recovered; null: at the threshold. */
  recoveryThreshold: number | null;
  /** How long a firing alert must have been recovered before it is resolved. */
  keepFiringForSeconds: number;
  /** Fewer samples than this in the window prove nothing and count as health; null: any number will do. */
  minimumCount: number | null;
  noData: NoDataPolicy;
  /** What it means that a group was heard of and then no more; null: the same as `noData`. */
  stale: StalePolicy | null;
  /** Silence is only an alert of a group that was heard of for so long before; 0: of every one. */
  minimumSeenSeconds: number;
};

/** A group's silence is bridged until it has lasted so long, and then means what `policy` says. */
export type StalePolicy = { afterSeconds: number; policy: NoDataPolicy };

/** What one evaluation found of one group. */
export type AlertSample = {
  atMs: number;
  /** Null: nothing was reported. */
  value: number | null;
  /** Samples that the value was made of; null: not known. */
  count: number | null;
  /** How long ago its group was last heard of; null: it never was. */
  silentMs: number | null;
  /** For how long its group had been heard of when it fell silent, see `heardFor`; null: for long. */
  heardForMs: number | null;
};

/** Where one group of a rule stands. */
export type AlertPhase =
  | { kind: "inactive" }
  | { kind: "pending"; sinceMs: number }
  /** `sinceMs`: when it first was so; `recoveredMs`: since when it has not been, while it is kept firing. */
  | { kind: "firing"; sinceMs: number; firedMs: number; recoveredMs: number | null };

export const INACTIVE: AlertPhase = { kind: "inactive" };

/** Whether a value is on the wrong side of a threshold. */
export function isBeyond(value: number, operator: AlertOperator, threshold: number): boolean {
  switch (operator) {
    case ">":
      return value > threshold;
    case ">=":
      return value >= threshold;
    case "<":
      return value < threshold;
    case "<=":
      return value <= threshold;
  }
}

type Verdict = "breach" | "clear" | "unknown";

const MEANS = { alert: "breach", keep: "unknown", ok: "clear" } as const satisfies Record<
  NoDataPolicy,
  Verdict
>;

function judgeSilence(condition: AlertCondition, sample: AlertSample): Verdict {
  const { noData, stale, minimumSeenSeconds } = condition;
  const { silentMs, heardForMs } = sample;
  if (silentMs === null) return MEANS[noData];
  if (stale !== null && silentMs < stale.afterSeconds * 1_000) return "unknown";
  const means = MEANS[stale?.policy ?? noData];
  const isMissed = heardForMs === null || heardForMs >= minimumSeenSeconds * 1_000;
  return means === "breach" && !isMissed ? "clear" : means;
}

function judge(condition: AlertCondition, isFiring: boolean, sample: AlertSample): Verdict {
  if (sample.value === null) return judgeSilence(condition, sample);
  const { minimumCount, recoveryThreshold, operator } = condition;
  if (minimumCount !== null && (sample.count === null || sample.count < minimumCount)) {
    return "clear";
  }
  const threshold = isFiring ? (recoveryThreshold ?? condition.threshold) : condition.threshold;
  return isBeyond(sample.value, operator, threshold) ? "breach" : "clear";
}

/** Where a group stands after one more evaluation. Samples come in order of time. */
export function advancePhase(
  condition: AlertCondition,
  phase: AlertPhase,
  sample: AlertSample,
): AlertPhase {
  const verdict = judge(condition, phase.kind === "firing", sample);
  if (verdict === "unknown") return phase;
  return verdict === "breach"
    ? afterBreach(condition, phase, sample.atMs)
    : afterClear(condition, phase, sample.atMs);
}

function afterBreach(condition: AlertCondition, phase: AlertPhase, atMs: number): AlertPhase {
  if (phase.kind === "firing") return { ...phase, recoveredMs: null };
  const sinceMs = phase.kind === "pending" ? phase.sinceMs : atMs;
  return atMs - sinceMs >= condition.forSeconds * 1_000
    ? { kind: "firing", sinceMs, firedMs: atMs, recoveredMs: null }
    : { kind: "pending", sinceMs };
}

function afterClear(condition: AlertCondition, phase: AlertPhase, atMs: number): AlertPhase {
  if (phase.kind !== "firing") return INACTIVE;
  const recoveredMs = phase.recoveredMs ?? atMs;
  return atMs - recoveredMs >= condition.keepFiringForSeconds * 1_000
    ? INACTIVE
    : { ...phase, recoveredMs };
}

/** Why a recovery threshold makes no sense with a rule; null: it does. It lies on the healthy side. */
export function recoveryProblem(
  condition: Pick<AlertCondition, "operator" | "threshold" | "recoveryThreshold">,
): string | null {
  const { operator, threshold, recoveryThreshold } = condition;
  if (recoveryThreshold === null) return null;
  const above = operator === ">" || operator === ">=";
  if (above && recoveryThreshold > threshold) return `must be at most the threshold, ${threshold}`;
  if (!above && recoveryThreshold < threshold) {
    return `must be at least the threshold, ${threshold}`;
  }
  return null;
}

const keyTexts = new WeakMap<object, string>();

/**
 * A group's key as a text that does not depend on the order of its dimensions. Remembered by object: an evaluation asks
 * for the text of each of its keys several times, and keys are never changed.
 */
export function alertKeyText(key: Readonly<Record<string, string>>): string {
  const known = keyTexts.get(key);
  if (known !== undefined) return known;
  const parts = Object.keys(key).sort();
  const text = JSON.stringify(parts.map((name) => [name, key[name]]));
  keyTexts.set(key, text);
  return text;
}
