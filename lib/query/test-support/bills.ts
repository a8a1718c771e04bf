import { costImportParams } from "@/lib/contract/costs.ts";
import { addDays, monthStartOf } from "@/lib/domain/cost-days.ts";
import { importFocus } from "../cost-import.ts";

const HEADING =
  "ProviderName,BillingAccountId,BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingCurrency,BilledCost,EffectiveCost,ServiceName,SubAccountId,RegionId,ServiceCategory,Tags";

/** A charge of one day, in the billing period of its month. */
export type BillLine = {
  day: string;
  amount: string;
  service?: string;
  category?: string;
  /** What kind of service it is. */
  serviceCategory?: string;
  currency?: string;
  tags?: Record<string, string>;
};

const row = ({ day, amount, service = "Compute", ...more }: BillLine): string => {
  const { category = "Usage", currency = "USD", serviceCategory = "Compute", tags = {} } = more;
  const tagCell = `"${JSON.stringify(tags).replaceAll('"', '""')}"`;
  return `AWS,b1,${monthStartOf(day)},${day},${addDays(day, 1)},${category},${currency},${amount},${amount},${service},a1,eu,${serviceCategory},${tagCell}`;
};

/** Imports charges as one FOCUS file. */
export async function importBill(lines: readonly BillLine[], nowMs: number): Promise<void> {
  const bytes = Buffer.from([HEADING, ...lines.map(row)].join("\n"));
  async function* body(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  await importFocus(body(), costImportParams.parse({}), () => nowMs);
}
