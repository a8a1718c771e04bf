import type { MetricQueryResponse } from "@/lib/contract/metrics.ts";

const QUOTIENT = /^\s*(a\s*\/\s*b|b\s*\/\s*a)\s*$/;

/**
 * The unit of a formula's results, in UCUM: sums and differences keep the unit that both queries have, a quotient of
 * equal units has none ("1"); of anything else it is not known ("").
 */
export function formulaUnit({
  formula,
  valueUnit,
  b,
}: Pick<MetricQueryResponse, "formula" | "valueUnit" | "b">): string {
  const isSame = b === undefined || b.valueUnit === valueUnit;
  if (formula === null || !isSame) return "";
  if (!/[*/]/.test(formula)) return valueUnit;
  return b !== undefined && QUOTIENT.test(formula) ? "1" : "";
}
