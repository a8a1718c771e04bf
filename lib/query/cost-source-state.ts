import type { CostSourceAnswer, CostSourceSettings } from "@/lib/contract/cost-sources.ts";
import { COST_EXPLORER_REQUEST_USD } from "@/lib/domain/cost-sources.ts";
import type { Reconciled } from "@/lib/store/cost-own-totals.ts";
import type { CostRequestCount } from "@/lib/store/cost-requests.ts";
import type { StoredCostSource } from "@/lib/store/cost-sources.ts";

/** How a source that is fetched is. */
export function stateOf(stored: StoredCostSource, nowMs: number): CostSourceAnswer["state"] {
  if (!stored.enabled) return "off";
  if (stored.claimedUntilMs !== null && stored.claimedUntilMs > nowMs) return "running";
  if (stored.errorKind === "budget") return "budget-used";
  if (stored.errorKind !== null) return "failing";
  return stored.lastSucceededMs === null ? "waiting" : "ok";
}

const REQUEST_CENTS = Number(COST_EXPLORER_REQUEST_USD.replace("0.0", ""));

/** What was asked of a source that costs something to ask; null: it costs nothing. */
export function requestsOf(
  settings: CostSourceSettings,
  counted: CostRequestCount | undefined,
): CostSourceAnswer["requests"] {
  if (settings.kind !== "cost-explorer") return null;
  const thisMonth = counted?.month ?? 0;
  const cents = thisMonth * REQUEST_CENTS;
  return {
    today: counted?.today ?? 0,
    dailyBudget: settings.dailyRequests,
    thisMonth,
    thisMonthUsd: decimalOfCents(cents),
  };
}

/** Whole cents as a decimal without trailing zeros. */
function decimalOfCents(cents: number): string {
  const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  return text.replace(/\.?0+$/, "");
}

/** A source's own total beside what is stored, and why they differ. */
export function reconciliationOf(
  reconciled: Reconciled,
): CostSourceAnswer["reconciliation"][number] {
  const { source: _, readMs, rejectedCount, ...amounts } = reconciled;
  const agrees = amounts.difference === "0";
  return {
    ...amounts,
    agrees,
    reason: agrees ? null : reasonOf(amounts.metric, rejectedCount),
    readAt: new Date(readMs).toISOString(),
  };
}

function reasonOf(metric: Reconciled["metric"], rejectedCount: number): string {
  if (metric === "UnblendedCost") {
    return "Cost Explorer changed between the question for the total and the one for the days; the next run asks both again";
  }
  return rejectedCount > 0
    ? `${rejectedCount} rows could not be read and are not in what is stored`
    : "Nothing explains it: import the file again";
}
