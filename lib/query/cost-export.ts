import type { CostsParams } from "@/lib/contract/costs.ts";
import { queryCosts } from "./costs.ts";

/** A cell of a CSV file; no name begins as a spreadsheet's formula. */
function nameCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** What `queryCosts` answers as CSV, a row for each day or month and group, exact; unknown is empty. */
export async function exportCosts(params: CostsParams, nowMs: number): Promise<string> {
  const { groups, currency, metric } = await queryCosts(params, nowMs);
  const names = params.groupBy;
  const head = [params.granularity, ...names, "amount", "currency", "metric", "estimated"];
  const rows = groups.flatMap(({ key, points }) =>
    points.map(({ day, amount, estimated }) => [
      day,
      ...names.map((name) => nameCell(key[name] ?? "")),
      amount ?? "",
      nameCell(currency ?? ""),
      metric ?? "",
      String(estimated),
    ]),
  );
  return [head.map(nameCell), ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}
