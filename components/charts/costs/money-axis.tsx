import { formatMoneyTick } from "@/lib/view/money.ts";

type Props = {
  ticks: readonly number[];
  y: (amount: number) => number;
  left: number;
  right: number;
  currency: string;
};

/** Lines of round amounts with their labels at the left. */
export function MoneyAxis({ ticks, y, left, right, currency }: Props) {
  return (
    <g aria-hidden>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={left}
            x2={right}
            y1={y(tick)}
            y2={y(tick)}
            className={tick === 0 ? "stroke-line-strong" : "stroke-grid"}
          />
          <text x={left - 8} y={y(tick) + 4} textAnchor="end" className="fill-text-3 text-11">
            {formatMoneyTick(tick, currency)}
          </text>
        </g>
      ))}
    </g>
  );
}
