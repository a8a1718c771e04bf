import type { AlertDraft } from "./alert-draft.ts";

/** Bills tell of a day at once: there is nothing to wait for within it. */
const BILLED = { windowSeconds: 86_400, groupBy: [] };
const AT_ONCE = { operator: ">", forSeconds: 0, severity: "warning" } as const;

/** Fires while the month is forecast to end over a budget. */
export const budgetDraft = (budget: string): AlertDraft => ({
  ...{ ...AT_ONCE, name: `Budget ${budget} is forecast to be passed`, threshold: 1 },
  query: {
    ...{ ...BILLED, concern: "budgets", measure: "forecastRatio" },
    filters: { budget: [budget] },
  },
});

/** Fires when 1,000 requests of a day cost more than they do now. */
export const unitCostDraft = (amount: string): AlertDraft => ({
  ...{ ...AT_ONCE, name: "1,000 requests cost more", threshold: Number(amount) },
  query: { ...{ ...BILLED, concern: "costs", measure: "costPerThousandRequests" }, filters: {} },
});
