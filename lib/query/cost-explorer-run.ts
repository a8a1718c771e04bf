import { randomUUID } from "node:crypto";
import type { GetCostAndUsageCommandInput } from "@aws-sdk/client-cost-explorer";
import {
  type CostExplorerPage,
  chargesOfPage,
  costExplorerPage,
} from "@/lib/decode/cost-explorer-results.ts";
import {
  type CostExplorerSettings,
  type CostExplorerSplit,
  CostSourceError,
  type MonthsToRead,
  monthsToRead,
} from "@/lib/domain/cost-sources.ts";
import type { Charge } from "@/lib/domain/costs.ts";
import type { CostExplorer } from "@/lib/platform/cost-explorer.ts";
import type { OwnTotal } from "@/lib/store/cost-own-totals.ts";
import { newReading, type Reading, storeBill } from "./cost-bill.ts";

const METRICS = ["BlendedCost", "UnblendedCost", "NetAmortizedCost"];
/** Costs of a day may be missing for so long after its end. */
const SETTLING_MS = 86_400_000;
/** No account has more pages of two months; a token that never ends must not cost money without end. */
const MOST_PAGES = 500;

export type CostExplorerRun = {
  source: string;
  settings: CostExplorerSettings;
  client: Pick<CostExplorer, "ask">;
  readBackTo: string | null;
  now: () => number;
};

/**
 * Reads what may have changed and then, as far as the day's budget reaches, one older month after the other; each is
 * stored as a whole. Returns the earliest day that is read now. Throws `CostSourceError` when what may have changed
 * cannot be read; what was stored before stays.
 */
export async function runCostExplorer(run: CostExplorerRun): Promise<string> {
  const { settings, readBackTo } = run;
  const [recent, ...older] = monthsToRead(run.now(), { months: settings.months, readBackTo });
  if (!recent) throw new CostSourceError("internal", "There is no month to read");
  await readMonths(run, recent);
  let earliest = [readBackTo ?? recent.from, recent.from].sort()[0] ?? recent.from;
  for (const months of older) {
    try {
      await readMonths(run, months);
    } catch (error) {
      // The next run goes on from here; the costs of these days are as good as they were.
      if (error instanceof CostSourceError && error.kind !== "internal") return earliest;
      throw error;
    }
    earliest = months.from;
  }
  return earliest;
}

async function readMonths(run: CostExplorerRun, months: MonthsToRead): Promise<void> {
  const { source, now } = run;
  const ownTotals = await askOwnTotals(run, months);
  const reading = newReading();
  await storeBill({
    bill: {
      ...{ importId: randomUUID(), source, part: "", basis: "bill" as const },
      periods: months.months,
    },
    charges: askCharges(run, months, reading),
    ...{ reading, now, mayBeEmpty: true, ownTotals: () => ownTotals },
  });
}

/** What Cost Explorer itself says that each month comes to: one request that is not grouped. */
async function askOwnTotals(run: CostExplorerRun, months: MonthsToRead): Promise<OwnTotal[]> {
  const page = await ask(run, {
    TimePeriod: { Start: months.from, End: months.to },
    Granularity: "MONTHLY",
    Metrics: ["UnblendedCost"],
  });
  return page.ResultsByTime.flatMap(({ TimePeriod, Total }) => {
    const total = Total?.UnblendedCost;
    if (!total) return [];
    return {
      ...{ provider: "AWS", billingAccount: "" },
      period: `${TimePeriod.Start.slice(0, 7)}-01`,
      currency: total.Unit.toUpperCase(),
      metric: "UnblendedCost" as const,
      amount: total.Amount,
      rejectedCount: 0,
    };
  });
}

async function* askCharges(
  run: CostExplorerRun,
  months: MonthsToRead,
  reading: Reading,
): AsyncGenerator<Charge[]> {
  const { splitBy } = run.settings;
  const settledMs = run.now() - SETTLING_MS;
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await ask(run, {
      TimePeriod: { Start: months.from, End: months.to },
      Granularity: "DAILY",
      Metrics: METRICS,
      GroupBy: groupsOf(splitBy),
      ...(token === undefined ? {} : { NextPageToken: token }),
    });
    const charges = chargesOfPage(page, { splitBy, settledMs });
    reading.rowCount += charges.length;
    yield charges;
    if (page.NextPageToken === undefined) return;
    if (page.NextPageToken === token) break;
    token = page.NextPageToken;
  }
  throw new CostSourceError("malformed", "Cost Explorer: its pages do not come to an end");
}

const DIMENSION_OF = {
  recordType: "RECORD_TYPE",
  account: "LINKED_ACCOUNT",
  region: "REGION",
  usageType: "USAGE_TYPE",
} as const;

function groupsOf(splitBy: CostExplorerSplit): GetCostAndUsageCommandInput["GroupBy"] {
  const service = { Type: "DIMENSION", Key: "SERVICE" } as const;
  if (splitBy === "none") return [service];
  if (
    splitBy === "recordType" ||
    splitBy === "account" ||
    splitBy === "region" ||
    splitBy === "usageType"
  )
    return [service, { Type: "DIMENSION", Key: DIMENSION_OF[splitBy] }];
  return [service, { Type: "TAG", Key: splitBy.slice("tag:".length) }];
}

async function ask(
  { client }: CostExplorerRun,
  input: GetCostAndUsageCommandInput,
): Promise<CostExplorerPage> {
  const parsed = costExplorerPage.safeParse(await client.ask(input));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join(".") ?? "";
  throw new CostSourceError("malformed", `Cost Explorer: ${where}: ${issue?.message ?? "unknown"}`);
}
