import { expect, test } from "vitest";
import type { AskedMetric } from "@/lib/contract/metrics.ts";
import { formulaUnit } from "./formula-unit.ts";

const b = (valueUnit: string): AskedMetric => ({
  ...{ name: "b", unit: valueUnit, kind: "gauge", metricClass: "gauge", agg: "avg", valueUnit },
  ...{ seriesCount: 1, variants: [] },
});

const unitOf = (formula: string, unitOfA: string, unitOfB: string | null) =>
  formulaUnit({
    ...{ formula, valueUnit: unitOfA },
    ...(unitOfB === null ? {} : { b: b(unitOfB) }),
  });

test("sums keep the unit of both, quotients of equal units have none, others are not known", () => {
  expect(unitOf("a - b", "By", "By")).toBe("By");
  expect(unitOf("a + 5", "ms", null)).toBe("ms");
  expect(unitOf("a / b", "{hit}/s", "{hit}/s")).toBe("1");
  expect(unitOf(" b/a ", "By", "By")).toBe("1");
  expect(unitOf("a / b", "By", "s")).toBe("");
  expect(unitOf("a - b", "By", "s")).toBe("");
  expect(unitOf("a / b * 100", "By", "By")).toBe("");
  expect(unitOf("a * 2", "By", null)).toBe("");
});
