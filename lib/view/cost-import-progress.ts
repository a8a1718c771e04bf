import type { CostImportAnswer } from "@/lib/contract/costs.ts";
import { formatCount } from "./format.ts";
import { formatMoney } from "./money.ts";

/** How far a bill is; `ratio` null: nobody can tell. */
export type ImportProgress = { ratio: number | null; text: string };

/** `sentRatio`: of the bytes that the browser sends; null: they have all left. */
export function importProgress(
  sentRatio: number | null,
  answer: CostImportAnswer | null,
): ImportProgress {
  if (sentRatio !== null && sentRatio < 1) {
    return { ratio: sentRatio, text: `Sending: ${Math.floor(sentRatio * 100)} %` };
  }
  if (answer?.bytesTotal == null || answer.bytesTotal === 0) {
    return { ratio: null, text: "Reading" };
  }
  const ratio = Math.min(1, answer.bytesRead / answer.bytesTotal);
  const rows = `${formatCount(answer.rows)} rows`;
  if (ratio === 1) return { ratio: null, text: `Storing: ${rows}` };
  return { ratio, text: `Reading: ${Math.floor(ratio * 100)} %, ${rows}` };
}

/** What came of it, in lines; `problem`: why it is not stored. */
export function importOutcome(answer: CostImportAnswer): {
  problem: string | null;
  lines: string[];
} {
  if (answer.state === "failed") return { problem: answer.error, lines: [] };
  if (answer.state === "running") return { problem: null, lines: [] };
  const { imported, replaced, rejectedCount, rejected, from, to, totals } = answer;
  const sums = totals.flatMap(({ currency, effectiveCost, billedCost }) => {
    const amount = effectiveCost ?? billedCost;
    return amount === null ? [] : [`${formatMoney(amount, currency)} (${currency})`];
  });
  const [first] = rejected;
  return {
    problem: null,
    lines: [
      `Stored ${formatCount(imported)} rows, ${from ?? "–"} to ${to ?? "–"}: ${sums.join(", ") || "nothing"}.`,
      ...(replaced > 0 ? [`They took the place of ${formatCount(replaced)} rows.`] : []),
      ...(rejectedCount > 0 && first
        ? [
            `${formatCount(rejectedCount)} rows could not be read; row ${first.row}: ${first.reason}.`,
          ]
        : []),
    ],
  };
}
