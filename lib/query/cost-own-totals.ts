import type { FocusRow } from "@/lib/decode/focus-rows.ts";
import { DecimalSum } from "@/lib/domain/decimal-sum.ts";
import type { OwnTotal } from "@/lib/store/cost-own-totals.ts";

type Bill = Pick<OwnTotal, "provider" | "billingAccount" | "period" | "currency">;

/** What a file says that its bills come to: what its rows have as billed cost, also those that cannot be taken. */
export class OwnTotals {
  private readonly sums = new Map<string, { bill: Bill; sum: DecimalSum }>();

  add(row: FocusRow): void {
    const told = row.kind === "charge" ? row.charge : row.lost;
    if (told === null || told.billedCost === null) return;
    const { provider, billingAccount, period, currency, billedCost } = told;
    const key = `${period}\n${currency}\n${provider}\n${billingAccount}`;
    let known = this.sums.get(key);
    if (!known) {
      known = { bill: { provider, billingAccount, period, currency }, sum: new DecimalSum() };
      this.sums.set(key, known);
    }
    known.sum.add(billedCost);
  }

  all(rejectedCount: number): OwnTotal[] {
    return [...this.sums.values()].map(({ bill, sum }) => ({
      ...{ ...bill, metric: "BilledCost" as const },
      amount: sum.toString(),
      rejectedCount,
    }));
  }
}
