import type { CostSourceAnswer, CostSourcesResponse } from "@/lib/contract/cost-sources.ts";
import { formatCount } from "./format.ts";
import { formatAgo, formatDuration } from "./time-format.ts";

export type CostSourceRow = {
  source: string;
  kind: string;
  status: "ok" | "warning" | "critical" | "unknown";
  /** How it is, in a few words. */
  state: string;
  /** What went wrong and what to do; null: nothing. */
  trouble: string | null;
  /** What is stored of it. */
  covers: string;
  lastGood: string;
  next: string;
  /** Null: its requests cost nothing. */
  requests: string | null;
  /** Whether what is stored equals what the source says. */
  agreement: { text: string; agrees: boolean; detail: string | null } | null;
  canEdit: boolean;
  canRun: boolean;
  canDelete: boolean;
};

const KINDS: Record<CostSourceAnswer["kind"], string> = {
  "cost-explorer": "AWS Cost Explorer",
  opencost: "OpenCost, allocated",
  "price-list": "Price list, an estimate",
  files: "Files",
};

/** Sources as they are listed, trouble first. */
export function costSourceRows({ sources }: CostSourcesResponse, nowMs: number): CostSourceRow[] {
  const order = ["critical", "warning", "unknown", "ok"];
  return sources
    .map((source) => rowOf(source, nowMs))
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
}

function rowOf(source: CostSourceAnswer, nowMs: number): CostSourceRow {
  const isFetched = source.kind !== "files";
  return {
    ...{ source: source.source, kind: KINDS[source.kind], ...stateOf(source, nowMs) },
    covers: coversOf(source),
    lastGood: source.lastGoodAt === null ? "–" : formatAgo(Date.parse(source.lastGoodAt), nowMs),
    next: nextOf(source, nowMs),
    requests: requestsOf(source),
    agreement: agreementOf(source),
    canEdit: source.origin === "api",
    canRun: isFetched && source.enabled && source.state !== "running",
    canDelete: source.origin !== "environment",
  };
}

function stateOf(
  { state, error, lastGoodAt }: CostSourceAnswer,
  nowMs: number,
): Pick<CostSourceRow, "status" | "state" | "trouble"> {
  switch (state) {
    case "ok":
      return { status: "ok", state: "Up to date", trouble: null };
    case "running":
      return { status: "ok", state: "Being read", trouble: null };
    case "waiting":
      return { status: "unknown", state: "Not read yet", trouble: null };
    case "off":
      return { status: "unknown", state: "Turned off", trouble: null };
    case "budget-used":
      return { status: "warning", state: "Requests used up", trouble: error?.message ?? null };
    case "failing": {
      const since = error ? formatDuration(Math.max(0, nowMs - Date.parse(error.since))) : "";
      const shown = lastGoodAt === null ? "" : " What is shown was read before.";
      return {
        status: lastGoodAt === null ? "critical" : "warning",
        state: `Failing for ${since}`,
        trouble: error ? `${error.message}.${shown}` : null,
      };
    }
  }
}

function coversOf({ firstDay, lastDay, lineCount, completeThrough }: CostSourceAnswer): string {
  if (firstDay === null || lastDay === null) return "Nothing yet";
  const complete = completeThrough === null ? "" : `, complete through ${completeThrough}`;
  return `${firstDay} to ${lastDay}${complete}; ${formatCount(lineCount)} lines`;
}

function nextOf({ nextRunAt, state }: CostSourceAnswer, nowMs: number): string {
  if (state === "running") return "now";
  if (nextRunAt === null) return "–";
  const restMs = Date.parse(nextRunAt) - nowMs;
  return restMs < 60_000 ? "in a moment" : `in ${formatDuration(restMs)}`;
}

function requestsOf({ requests }: CostSourceAnswer): string | null {
  if (requests === null) return null;
  const { today, dailyBudget, thisMonth, thisMonthUsd } = requests;
  return `${today} of ${dailyBudget} today; ${thisMonth} this month, $${Number(thisMonthUsd).toFixed(2)}`;
}

function agreementOf({ reconciliation }: CostSourceAnswer): CostSourceRow["agreement"] {
  if (reconciliation.length === 0) return null;
  const wrong = reconciliation.find(({ agrees }) => !agrees);
  if (!wrong) {
    const count = new Set(reconciliation.map(({ period }) => period)).size;
    const months = count === 1 ? "of one month" : `of ${count} months`;
    return { text: `Equals the source's own totals ${months}`, agrees: true, detail: null };
  }
  const { period, difference, currency, reason } = wrong;
  const amount = `${difference.replace("-", "−")} ${currency}`;
  return {
    text: `${period.slice(0, 7)} differs by ${amount} from the source's own total`,
    agrees: false,
    detail: reason,
  };
}
