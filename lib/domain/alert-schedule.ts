/** More missed evaluations than this are not caught up. */
export const MOST_CATCH_UP = 360;
/** Nor are older ones: about as long as the finest rows are kept. */
const CATCH_UP_MS = 3 * 3_600_000;

/** Moments at which a rule is to be evaluated, oldest first, and the time before them that nobody will evaluate. */
export type DueEvaluations = { times: number[]; gap: { fromMs: number; toMs: number } | null };

/**
 * What is due of a rule that was last evaluated at a time (null: never, so it is now). Evaluations lie on multiples of
 * the interval, so that rules of one query share its answer.
 */
export function dueEvaluations(
  evaluatedMs: number | null,
  intervalSeconds: number,
  nowMs: number,
): DueEvaluations {
  if (evaluatedMs === null) return { times: [nowMs], gap: null };
  const intervalMs = intervalSeconds * 1_000;
  const next = (Math.floor(evaluatedMs / intervalMs) + 1) * intervalMs;
  const newest = Math.floor(nowMs / intervalMs) * intervalMs;
  const oldest = Math.max(
    next,
    newest - (MOST_CATCH_UP - 1) * intervalMs,
    Math.ceil((nowMs - CATCH_UP_MS) / intervalMs) * intervalMs,
  );
  const times: number[] = [];
  for (let atMs = Math.min(oldest, Math.max(newest, next)); atMs <= newest; atMs += intervalMs) {
    times.push(atMs);
  }
  const first = times[0];
  return {
    times,
    gap: first !== undefined && first > next ? { fromMs: evaluatedMs, toMs: first } : null,
  };
}
