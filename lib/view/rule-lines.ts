import type { AlertRule } from "@/lib/contract/alert-rules.ts";
import type { Track } from "./track.ts";

/** At which value a rule fires, of one measure of requests. */
export type RuleLine = { ruleId: string; name: string; measure: string; threshold: number };

/** Measures that each chart of requests shows. */
const MEASURES: Readonly<Record<string, readonly string[]>> = {
  latency: ["p50Ms", "p95Ms", "p99Ms"],
  errors: ["errorRatio"],
};
const MOST_LINES = 3;

/** The rules that watch the requests of a scope by their plain value. Null in a scope: everything. */
export function requestRuleLines(
  rules: readonly AlertRule[],
  scope: Readonly<Record<string, string | null>>,
): RuleLine[] {
  return rules.flatMap(({ id, name, enabled, query, threshold }): RuleLine[] => {
    const isPlain = query.concern === "requests" && !query.compare && !query.forecast;
    const fits = Object.entries(query.filters).every(([dimension, values]) => {
      const own = scope[dimension] ?? null;
      return values.length === 0 || (own !== null && values.includes(own));
    });
    if (!enabled || !isPlain || !fits) return [];
    return [{ ruleId: id, name, measure: query.measure, threshold }];
  });
}

/**
 * A chart with the thresholds of rules as dotted lines; one that lies where the chart's limit is drawn needs none, and
 * thresholds far beyond the chart are left out: they would flatten it.
 */
export function withRuleLines(track: Track, rules: readonly RuleLine[]): Track {
  const top = track.ticks.at(-1)?.value ?? 0;
  const drawn = new Set<number>([track.limit?.value ?? Number.NaN]);
  const length = track.lines[0]?.values.length ?? 0;
  const lines = rules.flatMap(({ ruleId, name, measure, threshold }) => {
    const isShown = MEASURES[track.id]?.includes(measure) && threshold <= top;
    if (!isShown || drawn.has(threshold)) return [];
    drawn.add(threshold);
    return [
      {
        ...{ id: `rule ${ruleId}`, label: `alert: ${name}`, colour: "var(--critical)" },
        ...{ weight: 1, dotted: true, values: Array.from({ length }, () => threshold) },
      },
    ];
  });
  return lines.length === 0
    ? track
    : { ...track, lines: [...track.lines, ...lines.slice(0, MOST_LINES)] };
}
