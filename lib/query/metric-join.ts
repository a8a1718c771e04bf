import { evaluateFormula, type Formula } from "@/lib/aggregate/formula.ts";
import type { MetricValue } from "@/lib/contract/metrics.ts";
import type { KeyedLine, MetricLine } from "./metric-lines.ts";

/**
 * The formula of two queries, a group of the first with the group of the second that has the same values of all that
 * the second is grouped by. A group without such a partner has no line. The total is the formula of the totals.
 */
export function joinLines(
  formula: Formula,
  a: ReadonlyMap<string, KeyedLine>,
  b: ReadonlyMap<string, KeyedLine> | null,
): Map<string, KeyedLine> {
  const joined = new Map<string, KeyedLine>();
  const [anyB] = b?.values() ?? [];
  const labels = Object.keys(anyB?.key ?? {});
  const partners = new Map([...(b?.values() ?? [])].map((one) => [keyText(one.key, labels), one]));
  for (const [text, { key, line }] of a) {
    const partner = b === null ? null : partners.get(keyText(key, labels));
    if (partner === undefined) continue;
    joined.set(text, { key, line: combine(formula, line, partner?.line ?? null) });
  }
  return joined;
}

const keyText = (key: Record<string, string>, labels: readonly string[]): string =>
  JSON.stringify(labels.map((label) => key[label] ?? null));

function combine(formula: Formula, a: MetricLine, b: MetricLine | null): MetricLine {
  const of = (valueA: MetricValue, valueB: MetricValue | null): MetricValue => ({
    value: evaluateFormula(formula, { a: valueA.value, b: valueB?.value ?? null }),
  });
  return {
    total: of(a.total, b?.total ?? null),
    at: (slot) => of(a.at(slot), b?.at(slot) ?? null),
  };
}
