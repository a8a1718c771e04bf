import type { z } from "zod";
import { alertRuleSpec } from "@/lib/contract/alert-rules.ts";

const MEASURES = ["p95Ms", "errorRatio", "p99Ms", "requestCount", "meanMs", "p50Ms"] as const;
const WINDOWS = [60, 300, 600, 900, 1_800] as const;
/** Of each measure: what about a tenth of the seeded services is beyond. */
const THRESHOLDS = {
  ...{ p95Ms: 400, p99Ms: 400, meanMs: 400, p50Ms: 400, errorRatio: 0.4, requestCount: 1e9 },
} as const;

export const ROUTES = 10;
export const routeOf = (index: number): string => `/route-${index % ROUTES}`;

/**
 * Rules as an install with many teams has them: of ten, seven watch every service, one compares with an hour before, one
 * watches a route, and one how fast a budget burns. Each has as many groups as there are services.
 */
export function benchRule(index: number) {
  const measure = MEASURES[index % MEASURES.length] ?? "p95Ms";
  const windowSeconds = WINDOWS[Math.floor(index / MEASURES.length) % WINDOWS.length] ?? 300;
  const plain = { concern: "requests", measure, groupBy: ["service"], windowSeconds };
  return alertRuleSpec.parse({
    ...{ name: `Rule ${index}`, operator: ">", threshold: THRESHOLDS[measure], noData: "ok" },
    query: plain,
    ...formOf(index, plain),
  });
}

type Given = Partial<z.input<typeof alertRuleSpec>>;

function formOf(index: number, plain: z.input<typeof alertRuleSpec>["query"]): Given {
  switch (index % 10) {
    case 7: {
      const compare = { offsetSeconds: 3_600, as: "ratio" as const };
      return { query: { ...plain, measure: "p95Ms", compare }, threshold: 2 };
    }
    case 8:
      return { query: { ...plain, filters: { route: [routeOf(Math.floor(index / 10))] } } };
    case 9: {
      const windows = { windowSeconds: 3_600, shortWindowSeconds: 300 };
      const query = { ...plain, ...windows, measure: "burnRate", objective: 0.999 };
      return { query, operator: ">=", threshold: 400 };
    }
    default:
      return {};
  }
}
