import type { CostBar, CostBarsModel } from "@/lib/view/cost-bars.ts";
import { formatMoney } from "@/lib/view/money.ts";

type Props = {
  bar: CostBar;
  forecast: CostBarsModel["forecast"][number] | null;
  title: string;
  nameOf: (seriesId: string) => string;
  currency: string;
  /** What else is known of it, such as deploys of that day. */
  notes: readonly string[];
  /** Docked at the side where the pointer is not. */
  isRight: boolean;
};

const MOST_NOTES = 5;

/** Amounts of one bar, the largest first, and their sum. */
export function BarsTooltip(props: Props) {
  const { bar, forecast, title, nameOf, currency, notes, isRight } = props;
  const parts = bar.parts
    .map((part) => ({
      ...part,
      amount: part.low < 0 ? part.low - part.high : part.high - part.low,
    }))
    .toSorted((a, b) => b.amount - a.amount);
  const sum = parts.reduce((total, { amount }) => total + amount, 0);
  return (
    <div
      className={`pointer-events-none absolute top-2 z-10 min-w-44 rounded-2 border border-line bg-surface p-2 text-12 shadow-float ${isRight ? "right-3" : "left-16"}`}
    >
      <div className="mb-1 flex justify-between gap-4 text-text-3">
        <span>{title}, UTC</span>
        {bar.isEstimated && <span>estimated</span>}
      </div>
      {parts.map(({ seriesId, colour, amount }) => (
        <div key={seriesId} className="flex items-center gap-2">
          <span className="size-2 shrink-0 rounded-1" style={{ background: colour }} />
          <span className="max-w-52 truncate">{nameOf(seriesId)}</span>
          <span className="ml-auto pl-4 font-medium">{formatMoney(amount, currency)}</span>
        </div>
      ))}
      {parts.length > 1 && (
        <div className="mt-1 flex justify-between border-t border-line pt-1 font-semibold">
          <span>All</span>
          <span>{formatMoney(sum, currency)}</span>
        </div>
      )}
      {parts.length === 0 && forecast === null && <div>No bill tells of it.</div>}
      {forecast && (
        <div className="flex justify-between gap-4">
          <span>Forecast</span>
          <span>
            {formatMoney(forecast.amount, currency)}, {formatMoney(forecast.low, currency)} to{" "}
            {formatMoney(forecast.high, currency)}
          </span>
        </div>
      )}
      {notes.length > 0 && (
        <ul className="mt-1 max-w-64 border-t border-line pt-1 text-text-2">
          {notes.slice(0, MOST_NOTES).map((note) => (
            <li key={note} className="truncate">
              {note}
            </li>
          ))}
          {notes.length > MOST_NOTES && (
            <li className="text-text-3">{notes.length - MOST_NOTES} more</li>
          )}
        </ul>
      )}
    </div>
  );
}
