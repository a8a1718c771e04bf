"use client";

import type { Budget } from "@/lib/contract/cost-budgets.ts";
import { spanTicks } from "@/lib/view/axis.ts";
import { dayLabel } from "@/lib/view/cost-days.ts";
import { formatMoneyChange } from "@/lib/view/money.ts";
import { useWidth } from "../use-width.ts";
import { MoneyAxis } from "./money-axis.tsx";

const HEIGHT = 220;
const LEFT = 60;
const RIGHT = 16;
const TOP = 24;
const BOTTOM = 24;

/** How far the month is over an even spend of its budget, day by day, and how it is forecast to end. */
export function BudgetCourse({ budget }: { budget: Budget }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { days, forecast, currency } = budget;
  const even = Number(budget.amount) / Math.max(1, days.length);
  const through = budget.completeThrough;
  const points = days.flatMap(({ day, spent }, index) =>
    spent === null || (through !== null && day > through)
      ? []
      : [{ at: index, over: Number(spent) - even * (index + 1) }],
  );
  const last = points.at(-1);
  const isToCome = forecast !== null && last !== undefined && last.at < days.length - 1;
  const ends = isToCome
    ? [forecast.low, forecast.total, forecast.high].map(
        (one) => Number(one) - Number(budget.amount),
      )
    : [];
  const overs = [...points.map(({ over }) => over), ...ends];
  const ticks = spanTicks(Math.min(0, ...overs), Math.max(even, ...overs), 4);
  const [lowest = 0, highest = 1] = [ticks[0], ticks.at(-1)];
  const x = (at: number) =>
    LEFT + (at / Math.max(1, days.length - 1)) * Math.max(0, width - LEFT - RIGHT);
  const y = (over: number) =>
    TOP + ((highest - over) / (highest - lowest || 1)) * (HEIGHT - TOP - BOTTOM);
  const line = points.map(({ at, over }) => `${x(at)},${y(over)}`).join(" ");
  const [low = 0, end = 0, high = 0] = ends;
  const over = budget.over === null ? "" : formatMoneyChange(budget.over, currency);
  const label = `${budget.name}: ${over} against the budget${isToCome ? " at the forecast end of the month" : ""}`;
  return (
    <div ref={ref}>
      <svg
        width={Math.max(0, width)}
        height={HEIGHT}
        role="img"
        aria-label={label}
        className="block"
      >
        <rect
          x={LEFT}
          y={TOP}
          width={Math.max(0, width - LEFT - RIGHT)}
          height={Math.max(0, y(0) - TOP)}
          className="fill-warning-soft"
        />
        <MoneyAxis ticks={ticks} y={y} left={LEFT} right={width - RIGHT} currency={currency} />
        <text x={LEFT + 8} y={TOP + 14} className="fill-warning text-11">
          over budget
        </text>
        {points.length > 0 && (
          <>
            <polygon
              points={`${x(points[0]?.at ?? 0)},${y(0)} ${line} ${x(last?.at ?? 0)},${y(0)}`}
              className="fill-q50"
              opacity={0.25}
            />
            <polyline points={line} fill="none" className="stroke-q50" strokeWidth={2} />
          </>
        )}
        {isToCome && last && (
          <>
            <polygon
              points={`${x(last.at)},${y(last.over)} ${x(days.length - 1)},${y(high)} ${x(days.length - 1)},${y(low)}`}
              className="fill-accent"
              opacity={0.18}
            />
            <line
              x1={x(last.at)}
              y1={y(last.over)}
              x2={x(days.length - 1)}
              y2={y(end)}
              className="stroke-accent"
              strokeWidth={2}
              strokeDasharray="5 4"
            />
            <circle cx={x(days.length - 1)} cy={y(end)} r={3.5} className="fill-accent" />
            <line
              x1={x(last.at)}
              x2={x(last.at)}
              y1={TOP}
              y2={HEIGHT - BOTTOM}
              className="stroke-line-strong"
              strokeDasharray="2 3"
            />
          </>
        )}
        <line
          x1={LEFT}
          x2={width - RIGHT}
          y1={y(0)}
          y2={y(0)}
          className="stroke-text"
          strokeDasharray="5 3"
          strokeWidth={1.25}
        />
        <rect x={2} y={y(0) - 9} width={LEFT - 8} height={18} rx={3} className="fill-text" />
        <text
          x={LEFT / 2 - 2}
          y={y(0) + 4}
          textAnchor="middle"
          className="fill-surface text-11 font-semibold"
        >
          budget
        </text>
        <text
          x={width - RIGHT}
          y={TOP + 14}
          textAnchor="end"
          className="fill-text text-12 font-semibold"
        >
          {over}
        </text>
        <g aria-hidden className="fill-text-3 text-11">
          {[0, 7, 14, 21].map(
            (at) =>
              days[at] && (
                <text key={at} x={x(at)} y={HEIGHT - 7} textAnchor={at === 0 ? "start" : "middle"}>
                  {dayLabel(days[at].day)}
                </text>
              ),
          )}
          {days.length > 0 && (
            <text x={x(days.length - 1)} y={HEIGHT - 7} textAnchor="end">
              {dayLabel(days.at(-1)?.day ?? "")}
            </text>
          )}
        </g>
      </svg>
    </div>
  );
}
