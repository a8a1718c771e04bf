/** Kubernetes leaves replicas alone while value and target differ by no more than this share. */
export const HPA_TOLERANCE = 0.1;
/** What floating point may add to a quotient that is whole. */
const ROUNDING = 1e-9;

/** Instances of an autoscaler; null: not reported. */
export type Replicas = {
  current: number | null;
  desired: number | null;
  minimum: number | null;
  maximum: number | null;
};

/**
 * Whether an autoscaler can add nothing: it has or wants as many instances as it may. Null: the maximum is not known,
 * or neither of the others.
 */
export function isPinned({ current, desired, maximum }: Replicas): boolean | null {
  if (maximum === null || (current === null && desired === null)) return null;
  return Math.max(current ?? 0, desired ?? 0) >= maximum;
}

/** What an autoscaler scales by, at one moment. */
export type ScaledBy = { metric: string; value: number; target: number };

/** The formula worked out: `asked` is ceil(current × value / target). */
export type FormulaAnswer = ScaledBy & {
  current: number;
  asked: number;
  /** Value and target differ so little that nothing is changed. */
  withinTolerance: boolean;
  /** What follows: `asked`, or `current` within the tolerance, between minimum and maximum. */
  replicas: number;
};

/**
 * What the autoscaler's formula asks for: of several metrics the one that asks for most. Null: the instances or every
 * value is not known.
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */
export function formulaAnswer(
  { current, minimum, maximum }: Replicas,
  metrics: readonly ScaledBy[],
): FormulaAnswer | null {
  if (current === null) return null;
  let most: FormulaAnswer | null = null;
  for (const { metric, value, target } of metrics) {
    if (!(target > 0) || !(value >= 0)) continue;
    const exact = (current * value) / target;
    const asked = Math.ceil(exact - exact * ROUNDING);
    const withinTolerance = Math.abs(value / target - 1) <= HPA_TOLERANCE + ROUNDING;
    const wanted = withinTolerance ? current : asked;
    const replicas = Math.max(Math.min(wanted, maximum ?? wanted), minimum ?? 0);
    if (most && most.asked >= asked) continue;
    most = { metric, value, target, current, asked, withinTolerance, replicas };
  }
  return most;
}
