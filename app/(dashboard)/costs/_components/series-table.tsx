"use client";

import type { CostsResponse } from "@/lib/contract/costs.ts";
import { changeText } from "@/lib/view/change.ts";
import { daysLabel } from "@/lib/view/cost-days.ts";
import type { CostChart } from "@/lib/view/costs.ts";
import { formatMoney } from "@/lib/view/money.ts";

type Props = {
  chart: CostChart;
  answer: CostsResponse;
  hidden: ReadonlySet<string>;
  setHidden: (hidden: ReadonlySet<string>) => void;
};

const LOUD_RATIO = 0.25;

/** The legend: a click hides a series or shows it again, a double click shows it alone. */
export function SeriesTable({ chart, answer, hidden, setHidden }: Props) {
  const { compared, total } = answer;
  const currency = answer.currency ?? "";
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    setHidden(next);
  };
  const isolate = (id: string) =>
    setHidden(new Set(chart.series.filter((one) => one.id !== id).map((one) => one.id)));
  const whole =
    compared?.previousTotal == null
      ? null
      : changeText({ now: Number(compared.total), before: Number(compared.previousTotal) });
  return (
    <table className="w-full text-12" aria-label="Series">
      <thead className="text-text-3">
        <tr>
          <th className="px-4 py-2 text-left font-normal">Series</th>
          <th className="py-2 text-right font-normal">Total</th>
          <th className="px-4 py-2 text-right font-normal whitespace-nowrap">
            {!compared
              ? ""
              : answer.granularity === "month"
                ? "vs year before"
                : `vs ${daysLabel(compared.previousFrom, compared.previousThrough)}`}
          </th>
        </tr>
      </thead>
      <tbody>
        {chart.series.map((series) => (
          <tr key={series.id} className={hidden.has(series.id) ? "text-text-3" : ""}>
            <td className="max-w-0 w-full px-2">
              <button
                type="button"
                aria-pressed={!hidden.has(series.id)}
                onClick={() => toggle(series.id)}
                onDoubleClick={() => isolate(series.id)}
                className="control flex w-full min-w-0 items-center gap-2 rounded-2 px-2 text-left hover:bg-surface-3"
              >
                <span
                  aria-hidden
                  className="size-2.5 shrink-0 rounded-1"
                  style={{
                    background: hidden.has(series.id) ? "var(--line-strong)" : series.colour,
                  }}
                />
                <span className="truncate" title={series.label}>
                  {series.label}
                </span>
              </button>
            </td>
            <td
              className="text-right font-medium whitespace-nowrap"
              title={`${series.total} ${currency}`}
            >
              {formatMoney(series.total, currency)}
            </td>
            <td className="px-4 text-right whitespace-nowrap">
              <span className={isLoud(series.change) ? "font-medium text-warning" : "text-text-2"}>
                {series.change?.text ?? "–"}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot className="border-t border-line font-semibold">
        <tr>
          <td className="px-4 py-2">All</td>
          <td className="text-right whitespace-nowrap" title={`${total} ${currency}`}>
            {formatMoney(total, currency)}
          </td>
          <td className="px-4 text-right whitespace-nowrap">{whole ?? "–"}</td>
        </tr>
      </tfoot>
    </table>
  );
}

function isLoud(change: CostChart["series"][number]["change"]): boolean {
  if (!change?.isMore) return false;
  const percent = Number.parseFloat(change.text.replace("+", ""));
  return change.text.endsWith("×") || percent >= LOUD_RATIO * 100;
}
