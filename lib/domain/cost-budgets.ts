import { Money } from "./money.ts";

export type BudgetStatus = "ok" | "warning" | "critical" | "unknown";

/**
 * How a budget is: critical once it is spent, a warning while the month is forecast to end over it, unknown when no
 * bill tells of the month. Amounts are exact decimals.
 */
export function budgetStatus(budget: {
  amount: string;
  spent: string | null;
  forecast: string | null;
}): BudgetStatus {
  const { amount, spent, forecast } = budget;
  if (spent === null) return "unknown";
  if (new Money(spent).gt(amount)) return "critical";
  return forecast !== null && new Money(forecast).gt(amount) ? "warning" : "ok";
}
