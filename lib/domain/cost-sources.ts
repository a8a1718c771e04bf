/** What an amount rests on; they tell of the same money, so one is shown at a time, a bill before what is worked out. */
export const COST_BASES = ["bill", "allocation", "estimate"] as const;
export type CostBasis = (typeof COST_BASES)[number];

/** What Cost Explorer splits each service's day by besides; `tag:NAME` beside these. */
export const COST_EXPLORER_SPLITS = [
  "recordType",
  "account",
  "region",
  "usageType",
  "none",
] as const;
export type CostExplorerSplit = (typeof COST_EXPLORER_SPLITS)[number] | `tag:${string}`;

/** How AWS Cost Explorer is read. `dailyRequests`: no more than these are sent in a day (UTC), each costs money. */
export type CostExplorerSettings = {
  kind: "cost-explorer";
  splitBy: CostExplorerSplit;
  /** A role to take on; null: the credentials of this machine as they are. */
  roleArn: string | null;
  externalId: string | null;
  months: number;
  everyHours: number;
  dailyRequests: number;
};

/** How OpenCost is read. `days`: how many are read at first; `aggregate`: what costs are allotted to. */
export type OpencostSettings = {
  kind: "opencost";
  url: string;
  aggregate: (typeof OPENCOST_AGGREGATES)[number];
  /** OpenCost tells amounts without their currency. */
  currency: string;
  days: number;
  everyHours: number;
};
export const OPENCOST_AGGREGATES = [
  "namespace",
  "cluster,namespace",
  "namespace,controller",
] as const;

/** Why a source could not be read. */
export const COST_SOURCE_ERRORS = [
  "access-denied",
  "credentials",
  "throttled",
  "data-unavailable",
  "unreachable",
  "refused",
  "malformed",
  "budget",
  "resting",
  "internal",
] as const;
export type CostSourceErrorKind = (typeof COST_SOURCE_ERRORS)[number];

/** A source that could not be read; the message says what to do about it. */
export class CostSourceError extends Error {
  override name = "CostSourceError";
  constructor(
    readonly kind: CostSourceErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What AWS asks for one request to Cost Explorer, paged or not. */
export const COST_EXPLORER_REQUEST_USD = "0.01";

const DAY_MS = 86_400_000;
const LONGEST_REST_MS = 6 * 3_600_000;
const FIRST_REST_MS = 5 * 60_000;

/** How long a source that failed so often in a row is left alone: longer each time, an hour and more in the end. */
export const restAfterFailureMs = (failureCount: number): number =>
  Math.min(FIRST_REST_MS * 2 ** Math.max(0, failureCount - 1), LONGEST_REST_MS);

/** The UTC day of a moment, `YYYY-MM-DD`. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The first moment of the next UTC day. */
export const nextDayMs = (ms: number): number => (Math.floor(ms / DAY_MS) + 1) * DAY_MS;

/** The first day of the month that is `back` months before that of `day`. */
export function monthBefore(day: string, back: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return dayOf(Date.UTC(year, month - 1 - back, 1));
}

/** Days from `from` (inclusive) to `to` (exclusive); whole months but for the one that runs. */
export type MonthsToRead = { from: string; to: string; months: string[] };

/**
 * What to read of a source whose days are corrected until the bill is final: always from the first day of the previous
 * month to today, and, of `months` in all, one older month after the other that was not read yet (`readBackTo`).
 */
export function monthsToRead(
  nowMs: number,
  { months, readBackTo }: { months: number; readBackTo: string | null },
): MonthsToRead[] {
  const today = dayOf(nowMs);
  const from = monthBefore(today, 1);
  const thisMonth = monthBefore(today, 0);
  const reads: MonthsToRead[] = [{ from, to: today, months: [from, thisMonth] }];
  for (let back = 2; back < months; back++) {
    const month = monthBefore(today, back);
    if (readBackTo !== null && month >= readBackTo) continue;
    reads.push({ from: month, to: monthBefore(month, -1), months: [month] });
  }
  return reads;
}
